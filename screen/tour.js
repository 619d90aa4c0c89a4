// A tour for the first visit, opened by who wants it. That it has been ended is kept by this browser alone.
(() => {
  if (window.dashboardTour) return;
  window.dashboardTour = true;
  const KEPT = "dashboardTour", LAST = 5;
  const root = document.documentElement;
  let ended = false;
  try { ended = localStorage.getItem(KEPT) === "ended"; } catch { ended = true; }  // what cannot be ended does not begin
  if (ended) return;
  root.dataset.tour = "";
  const end = () => {
    try { localStorage.setItem(KEPT, "ended"); } catch { /* it is shown again at the next visit */ }
    delete root.dataset.tour;
    const first = document.querySelector(".stMain :is(button, a[href], input)");
    if (first) first.focus({preventScroll: true});
  };
  document.addEventListener("click", (event) => {
    const tour = event.target.closest && event.target.closest("details.tour");
    if (!tour) return document.querySelectorAll("details.tour[open]").forEach((each) => { each.open = false; });
    const way = (event.target.closest("[data-go]") || {dataset: {}}).dataset.go;
    const at = Number(tour.dataset.at);
    if (way === "end" || (way === "next" && at === LAST)) end();
    if (way === "next") tour.dataset.at = Math.min(at + 1, LAST);
    if (way === "back") tour.dataset.at = Math.max(at - 1, 1);
  });
  document.addEventListener("keydown", (event) => {
    const tour = event.key === "Escape" && event.target.closest && event.target.closest("details.tour[open]");
    if (!tour) return;
    tour.open = false;
    tour.querySelector("summary").focus();
  });
})();
