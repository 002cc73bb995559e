// Sets the colour scheme before the first paint; a file of its own because the page's policy allows no inline script.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("goldsmith-color-scheme");
  } catch {
    stored = null;
  }
  const dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
