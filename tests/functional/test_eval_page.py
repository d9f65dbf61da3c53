"""The report's page in a real browser: it opens and filters, and fetches and obeys nothing."""

from __future__ import annotations

import re
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evaluation.reports import html
from tests.functional.command import PATIENCE_S
from tests.unit.evaluation.test_evaluation_reports import CASES, broken
from tests.unit.evaluation.world import outcomes, replace_texts, report, results, right

BROWSER = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium here: apt-get install chromium"
)


class Ear(socketserver.ThreadingTCPServer):
    """Listens, and counts who comes."""

    allow_reuse_address = True
    visitors = 0


class _Count(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.server.visitors += 1


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear(("127.0.0.1", 0), _Count) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def browse(url: str, profile: Path, *more: str) -> str:
    """Open a page, let its script run, and give the document as it then is."""
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--no-first-run", f"--user-data-dir={profile}",
            "--virtual-time-budget=3000", *more, "--dump-dom", url,
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    judged = report(CASES, outcomes(CASES, broken), baseline=results(outcomes(CASES, right)))
    path.write_text(html.page(judged), "utf-8")
    return path.as_uri()


def shown(document: str) -> list[str]:
    """List the cases that are not hidden."""
    tags = re.findall(r'<details class="case"[^>]*>', document)
    return [re.search(r'id="case-([^"]*)"', tag).group(1) for tag in tags if " hidden" not in tag]


def test_the_page_opens_and_its_script_runs(page: str, profile: Path) -> None:
    document = browse(page, profile)
    assert "4 of 4</output>" in document
    assert shown(document) == [case.id for case in CASES]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("state=failed", ["yes-1", "yes-2"]),
        ("state=passed&kind=no", ["no-4"]),
        ("state=broke&kind=critical", ["yes-1"]),
        ("words=fact+3", ["yes-3"]),
        ("tag=odd+%7C+one", ["yes-2"]),
        ("words=nothing-like-it", []),
    ],
)
def test_a_link_filters_the_cases(page: str, profile: Path, wanted: str, ids: list[str]) -> None:
    document = browse(f"{page}#{wanted}", profile)
    assert shown(document) == ids
    assert f"{len(ids)} of 4</output>" in document
    assert ('<p id="none">' in document) is (not ids)


def test_a_link_opens_a_case(page: str, profile: Path) -> None:
    document = browse(f"{page}#case-yes-1", profile)
    opened = re.findall(r'<details class="case" id="case-([^"]*)"[^>]* open', document)
    assert opened == ["yes-1"]


def test_nothing_of_a_document_runs_and_nothing_is_fetched(
    tmp_path: Path, profile: Path, ear: Ear
) -> None:
    home = f"http://127.0.0.1:{ear.server_address[1]}"
    hostile = (
        f"</p></script><script>document.title='taken'</script><script src='{home}/a.js'></script>"
        f"<img src='{home}/b.png' onerror='document.title=1'><link rel=stylesheet href='{home}/c'>"
        f"<iframe src='{home}/d'></iframe><style>@import url({home}/e)</style>"
    )
    judged = replace_texts(report(CASES, outcomes(CASES, broken)), hostile)
    text = html.page(judged)
    path = tmp_path / "report.html"
    path.write_text(text, "utf-8")

    assert "taken" in text
    document = browse(path.as_uri(), profile)

    assert "<title>bees: 2 of 4 passed</title>" in document
    assert ear.visitors == 0

    # The proof that a visit would have been noticed: the same words, unescaped and without policy.
    bare = tmp_path / "bare.html"
    bare.write_text(f"<title>bees</title><p>{hostile}", "utf-8")
    assert "<title>taken</title>" in browse(bare.as_uri(), profile) or ear.visitors
    assert ear.visitors > 0


def test_even_unescaped_words_could_do_nothing_under_the_page_s_policy(
    page: str, tmp_path: Path, profile: Path, ear: Ear
) -> None:
    home = f"http://127.0.0.1:{ear.server_address[1]}"
    text = Path(page.removeprefix("file://")).read_text("utf-8")
    text = text.replace(
        "<main>",
        f"<main><script>document.title='taken'</script><img src='{home}/b' onerror=x>"
        "<b onclick=x id=b>b</b>",
    )
    path = tmp_path / "report.html"
    path.write_text(text, "utf-8")
    document = browse(path.as_uri(), profile)
    assert "<title>bees: 2 of 4 passed</title>" in document
    assert ear.visitors == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_its_window(page: str, profile: Path, width: int) -> None:
    """Measured by a page of our own that holds it in a frame of this width."""
    inner = Path(page.removeprefix("file://"))
    outer = inner.with_name(f"frame-{width}.html")
    outer.write_text(
        f'<iframe id="f" width="{width}" height="2000" src="{inner.name}"></iframe><script>'
        "onload = () => { const root = document.getElementById('f').contentDocument"
        ".documentElement; document.title = `${root.scrollWidth} ${root.clientWidth}`; };"
        "</script>"
    )
    document = browse(outer.as_uri(), profile, "--allow-file-access-from-files")
    found = re.search(r"<title>(\d+) (\d+)</title>", document)
    assert found, document[:500]
    assert int(found.group(1)) <= int(found.group(2)) <= width
