/** Runs in the page: elements whose text is cut off, and whether the page scrolls to the side. */
(() => {
  const found = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth + 1) found.push(`the page is ${scrollWidth} px wide`);
  const scrolls = (overflow) => ["visible", "auto", "scroll"].includes(overflow);
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own || element.closest("svg, .visually-hidden, [aria-hidden=true]")) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = !scrolls(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const high = !scrolls(overflowY) && element.scrollHeight > element.clientHeight + 2;
    if ((wide || high) && element.clientWidth > 1) found.push(`cut off: ${element.textContent.trim().slice(0, 60)}`);
  }
  return found;
})();
