// A word that carries its meaning shows it where it stands, by press, touch or Enter; and a link to a word leads to it on the
// page of words, once that is drawn. No tags in here: Streamlit leaves out a script that holds any.
(() => {
  if (window.dashboardWords) return;
  window.dashboardWords = true;
  const WORD = '.stMain a[href^="/about"][href*="#word-"][title]';
  let card = null;

  const made = () => {
    if (card && card.isConnected) return card;
    card = document.createElement("dialog");
    card.className = "word";
    card.setAttribute("aria-labelledby", "word_name");
    card.setAttribute("aria-describedby", "word_meaning");
    const add = (within, tag, about) => within.appendChild(Object.assign(document.createElement(tag), about));
    add(card, "h2", {id: "word_name"});
    add(card, "p", {id: "word_meaning"});
    const ways = add(card, "p", {});
    add(ways, "button", {type: "button", textContent: "Close", autofocus: true});
    add(ways, "a", {textContent: "All words explained"});
    card.addEventListener("click", (event) => {
      const box = card.getBoundingClientRect();
      const beside = event.target === card && (event.clientY < box.top || event.clientY > box.bottom
        || event.clientX < box.left || event.clientX > box.right);
      if (beside || event.target.closest("button")) card.close();
    });
    (document.querySelector(".stApp") || document.body).append(card);
    return card;
  };

  // before the page follows the link (screen/links.py); with Control or another key it opens as any link
  addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("dialog.word a")) return card.close();
    const link = event.target.closest && event.target.closest(WORD);
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const shown = made(), place = link.getBoundingClientRect();
    const words = link.textContent;
    shown.querySelector("h2").textContent = words.charAt(0).toUpperCase() + words.slice(1);
    shown.querySelector("p").textContent = link.title;
    shown.querySelector("a").setAttribute("href", link.getAttribute("href"));
    shown.showModal();
    const room = document.documentElement.clientWidth - shown.offsetWidth - 8;
    const below = place.bottom + 6, above = place.top - shown.offsetHeight - 6;
    shown.style.left = `${Math.max(8, Math.min(place.left, room))}px`;
    shown.style.top = `${below + shown.offsetHeight > innerHeight && above > 0 ? above : below}px`;
  }, true);

  let waiting = 0;
  const seek = () => {
    clearInterval(waiting);
    const wanted = location.hash.slice(1);
    if (!/^(word|letter|measure)-[\w-]+$/.test(wanted)) return;
    const until = Date.now() + 15000;
    waiting = setInterval(() => {
      const there = document.getElementById(wanted);
      const quiet = !document.querySelector('.stApp[data-test-script-state="running"], [data-testid="stSkeleton"]');
      if (Date.now() > until) return clearInterval(waiting);
      if (!there || !quiet) return;
      clearInterval(waiting);
      there.scrollIntoView();
      there.focus({preventScroll: true});
    }, 150);
  };
  addEventListener("popstate", seek);
  seek();
})();
