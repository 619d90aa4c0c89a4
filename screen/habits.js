// Below each exhibit: copy a link to it, print the page, put it on one's own list. The list stands in the page's address
// alone, so it is changed there, and Streamlit is told as by the browser's Back (screen/links.py).
(() => {
  if (window.dashboardHabits) return;
  window.dashboardHabits = true;
  const MOST = 20;  // briefing/own_list.py
  const query = () => new URLSearchParams(location.search);
  const list = () => (query().get("list") || "").split("*").filter(Boolean);
  const onListPage = () => /[/]chosen[/]?$/.test(location.pathname);
  const say = (menu, words) => { menu.querySelector("[role=status]").textContent = words; };
  const label = (menu) => {
    const on = list().includes(menu.dataset.item);
    menu.querySelector("[data-do=keep]").textContent = on ? "Take off my list" : "Add to my list";
  };

  const address = (menu) => {
    const place = new URL(location.href);
    if (!onListPage()) place.searchParams.delete("list");
    place.hash = menu.dataset.exhibit;
    return place.href;
  };
  const copyOld = (words) => {  // where a page that came by http may not use the clipboard
    const box = document.createElement("textarea");
    box.value = words;
    box.setAttribute("readonly", "");
    box.style.position = "fixed";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  };
  const copy = async (menu, button) => {
    const place = address(menu);
    let done = false;
    try {
      await navigator.clipboard.writeText(place);
      done = true;
    } catch {
      done = copyOld(place);
      button.focus();
    }
    say(menu, done ? "The link is copied." : `Copy this link: ${place}`);
  };

  const keep = (menu) => {
    const item = menu.dataset.item, before = list(), on = before.includes(item);
    if (!on && before.length >= MOST) return say(menu, `Your list holds ${MOST} exhibits. Take one off first.`);
    const after = on ? before.filter((each) => each !== item) : [...before, item];
    const place = new URL(location.href);
    if (after.length) place.searchParams.set("list", after.join("*"));
    else place.searchParams.delete("list");
    place.hash = "";
    history.pushState({}, "", place.href.replace(/#$/, ""));
    dispatchEvent(new PopStateEvent("popstate"));
    label(menu);
    say(menu, on ? "Taken off your list." : "On your list, which opens at the top of each page.");
  };

  document.addEventListener("click", (event) => {
    const open = document.querySelectorAll("details.habits[open]");
    const menu = event.target.closest && event.target.closest("details.habits");
    open.forEach((each) => { if (each !== menu) each.open = false; });
    const button = menu && event.target.closest("button");
    if (!button) return;
    if (button.dataset.do === "copy") copy(menu, button);
    if (button.dataset.do === "keep") keep(menu);
    if (button.dataset.do === "print") window.print();
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches("details.habits")) return;
    say(menu, "");
    label(menu);
    if (menu.open) menu.querySelector("div").scrollIntoView({block: "nearest"});
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest && event.target.closest("details.habits[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // a link to an exhibit leads to it, once it is drawn and the page above it has its height
  const wanted = location.hash.slice(1);
  if (!/^[\w-]+$/.test(wanted)) return;
  const until = Date.now() + 15000;
  let moved = false;
  for (const name of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(name, () => { moved = true; }, {once: true, capture: true});
  }
  const wait = setInterval(() => {
    const there = document.querySelector(`.st-key-lead_${wanted}`);
    const quiet = !document.querySelector('.stApp[data-test-script-state="running"], [data-testid="stSkeleton"]');
    if (moved || Date.now() > until) return clearInterval(wait);
    if (!there || !quiet) return;
    clearInterval(wait);
    const above = there.parentElement.closest(".stVerticalBlock");
    const headings = [...above.querySelectorAll(":is(h2, h3)")];
    const heading = headings.filter((each) => each.compareDocumentPosition(there) & 4).at(-1);
    (heading || there).scrollIntoView();
  }, 200);
})();
