// Paper: a chart has the width of the window it was drawn in, and cannot be drawn anew while a browser lays out paper.
// Before each print it is made to scale; where we know in time (Ctrl+P, the menu's Print), it is drawn for A4 first.
(() => {
  if (window.dashboardPaper) return;
  window.dashboardPaper = { print: window.print.bind(window) };
  const UNFINISHED = '[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stPlotlyChart"]:not(:has(.main-svg))';
  const charts = () => [...document.querySelectorAll(".js-plotly-plot")].filter((chart) => chart._fullLayout);
  // what the Overview keeps behind "And 4 more"
  const LISTS = ':is([class*="st-key-card_block_"], [class*="st-key-rest_"]) details:not([open])';
  const toScale = () => {
    for (const list of document.querySelectorAll(LISTS)) {
      list.open = true;
      list.dataset.opened = "";
    }
    for (const chart of charts()) {
      const { width, height } = chart._fullLayout;
      const box = chart.querySelector(".svg-container");
      box.style.setProperty("--drawn-width", `${width}px`);
      box.style.setProperty("--drawn-shape", `${width} / ${height}`);
      for (const svg of box.querySelectorAll(".main-svg")) {
        svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
        svg.setAttribute("preserveAspectRatio", "xMinYMin");
      }
    }
    const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    for (const line of document.querySelectorAll(".printed")) line.textContent = `Printed on ${day} from ${location.href}`;
  };
  const asBefore = () => {
    delete document.documentElement.dataset.paper;
    for (const list of document.querySelectorAll("details[data-opened]")) {
      list.open = false;
      delete list.dataset.opened;
    }
    for (const svg of document.querySelectorAll(".main-svg[viewBox]")) {
      svg.removeAttribute("viewBox");
      svg.removeAttribute("preserveAspectRatio");
    }
  };
  addEventListener("beforeprint", toScale);
  addEventListener("afterprint", asBefore);
  window.print = () => {
    document.documentElement.dataset.paper = "";
    const room = document.querySelector(".stMainBlockContainer").clientWidth;
    const end = Date.now() + 5000;
    const whenDrawn = () => {
      const late = document.querySelector(UNFINISHED) || charts().some((chart) => chart._fullLayout.width > room + 1);
      if (late && Date.now() < end) setTimeout(whenDrawn, 50);
      else window.dashboardPaper.print();
    };
    setTimeout(whenDrawn, 50);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.print();
  });
})();
