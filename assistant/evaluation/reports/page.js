"use strict";
(() => {
  const cases = [...document.querySelectorAll(".case")];
  const get = (id) => document.getElementById(id);
  const controls = ["words", "state", "kind", "tag"].map(get);
  const fits = (one, [words, state, kind, tag]) => {
    const data = one.dataset;
    return (!words || words.toLowerCase().split(/\s+/).every((word) => data.words.includes(word)))
      && (!state || data.state === state || data.change === state)
      && (!kind || data.kind === kind || (kind === "critical" && data.critical === "yes"))
      && (!tag || data.tags.split("\n").includes(tag));
  };
  const filter = () => {
    const chosen = controls.filter((control) => control.value.trim());
    const hash = new URLSearchParams(chosen.map((control) => [control.id, control.value]));
    if (chosen.length || location.hash.includes("=")) history.replaceState(null, "", `#${hash}`);
    const wanted = controls.map((control) => control.value.trim());
    let shown = 0;
    for (const one of cases) {
      one.hidden = !fits(one, wanted);
      shown += one.hidden ? 0 : 1;
    }
    get("shown").textContent = `${shown} of ${cases.length}`;
    get("none").hidden = shown > 0;
  };
  // A link may name a case, or what to filter by: #state=failed&tag=why
  const follow = () => {
    if (location.hash.includes("=")) {
      const given = new URLSearchParams(location.hash.slice(1));
      for (const control of controls) control.value = given.get(control.id) ?? "";
      filter();
      return;
    }
    const target = location.hash && get(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches(".case")) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };
  for (const control of controls) control.addEventListener("input", filter);
  get("open").addEventListener("click", (event) => {
    const opening = event.target.textContent === "Open all";
    for (const one of cases) if (!one.hidden) one.open = opening;
    event.target.textContent = opening ? "Close all" : "Open all";
  });
  addEventListener("hashchange", follow);
  if (!location.hash.includes("=")) filter();
  follow();
})();
