/** Sets theme, its colour around the page, and language before the first paint, so that neither flashes. */
(() => {
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const chosen = read("playpark.theme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#101415" : "#ffffff");
  document.documentElement.lang = read("playpark.language") ?? (navigator.language.startsWith("th") ? "th" : "en");
})();
