// Runs before the first paint, so that the page never flashes in the wrong theme.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("naturalcad.theme");
  } catch {
    chosen = null; // storage may be closed to this page; the system's choice stands
  }
  var isLight = chosen === "light" || (chosen !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = isLight ? "light" : "dark";
})();
