// What the page of a card finds as `vidol`: its way to its own routes, and what the studio's page
// looks like. The studio answers (web/src/studio/cards.ts); the page itself can reach nothing.
const vidol = (() => {
  const waiting = new Map();
  const listening = [];
  let asked = 0;
  /** Take the fonts of the studio's page, which come where the system has none: behind those that
   * the card names itself. */
  const draw = (fonts) => {
    const names = Object.keys(fonts);
    if (!names.length) return;
    for (const name of names) document.fonts.add(new FontFace(name, fonts[name]));
    if (vidol.language === "ja") names.reverse();
    const behind = names.map((name) => `, "${name}"`).join("");
    const style = document.createElement("style");
    style.textContent = ":where(html, button, input, select, textarea) { font-family: system-ui }";
    document.head.prepend(style);
    const named = (rules) => {
      for (const rule of rules) {
        const family = rule.style?.fontFamily;
        if (family && family !== "inherit") rule.style.fontFamily = family + behind;
        if (rule.cssRules) named(rule.cssRules);
      }
    };
    for (const sheet of document.styleSheets) named(sheet.cssRules);
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data || typeof data !== "object") return;
    if (data.vidol === "page") {
      Object.assign(vidol, { language: data.language, theme: data.theme });
      document.documentElement.lang = data.language;
      document.documentElement.dataset.theme = data.theme;
      for (const listener of listening) listener();
    }
    if (data.vidol === "fonts") draw(data.fonts);
    if (data.vidol === "answer" && waiting.has(data.id)) {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.ok) resolve(data.body);
      else reject(new Error(data.message));
    }
  });
  return {
    /** "zh", "ja" or "en", and "light" or "dark": what the person chose. */
    language: "en",
    theme: "light",
    /** Be told when they change, and once when they are known. */
    onchange: (listener) => void listening.push(listener),
    /** Ask a route of the card: `await vidol.request("GET", "notes")` is its JSON. Rejects with the
     * sentence of the error. */
    request: (method, path = "", body = undefined) =>
      new Promise((resolve, reject) => {
        waiting.set(++asked, { resolve, reject });
        parent.postMessage({ vidol: "request", id: asked, method, path, body }, "*");
      }),
  };
})();
