"""Statements about what the essay's author holds: true ones, and ones that lay a view on him."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final


def attributions() -> Iterator[tuple[str, bool]]:
    """Give out statements about the essay's author, and whether the essay bears them out."""
    for line in _ATTRIBUTIONS.strip().splitlines():
        truth, text = line.split(" ", 1)
        yield text, truth == "+"


_ATTRIBUTIONS: Final = """
- The author calls it “feedback” to the real economy.
- The author believes that players in the virtual economy need to “feed back” the real economy.
- The author believes that players in the virtual economy have gained huge resource advantages after experiencing the development of the consumer Internet era.
- Meng Yonghui calls the substantiation of the virtual economy “feedback” to the real economy.
- According to the author, players need to “feed back” the real economy to realize the coordinated development of the real economy.
- In this regard, the author thinks so.
- The author agrees that it is “feedback” to the real economy.
- The author thinks of the development of the Internet in the industry based on traffic.
- Some people believe that both online “economy” and offline “economy” have their own functions and roles.
- Some people are more willing to use the virtual economy to deeply transform the elements, production and other links of the real economy to interpret it.
- The author holds that it is comprehensive to use the virtual economy to “feed back” the real economy to interpret the development of the industrial Internet.
- The author says that players in the virtual economy have gained huge resource advantages.
- In the author’s view, players in the virtual economy need to “feed back” the real economy.
- The essay argues that the virtual economy needs to “feed back” the real economy.
- The author is more willing to use “feedback” to define the materialization of the virtual economy.
- Critics believe that both the online economy and the offline economy have their own functions and roles.
+ Some people call it “feedback” to the real economy.
+ Some people believe that players in the virtual economy have gained huge resource advantages.
+ They believe that players in the virtual economy need to “feed back” the real economy.
+ In this regard, the author does not think so.
+ The author believes that both online “economy” and offline “economy” have their own functions and roles.
+ According to the author, it is not comprehensive to use the virtual economy to “feed back” the real economy to interpret the development of the industrial Internet.
+ The author is more willing to use the virtual economy to deeply transform the elements, production and other links of the real economy.
+ The author believes that both the online economy and the offline economy have their own functions.
+ In the past, players thought about the development of the Internet in the industry based on traffic.
+ The author does not agree that this is “feedback” to the real economy.
"""  # noqa: E501 - a statement is a line
