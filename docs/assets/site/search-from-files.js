// Browsers start no worker for pages opened from a folder (file://). There, the search runs in a hidden frame instead.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      this.frame.told = (data) => setTimeout(() => {
        const message = new MessageEvent("message", { data });
        this.dispatchEvent(message);
        if (this.onmessage) this.onmessage(message);
      });
      this.frame.srcdoc =
        "<script>" +
        "self.postMessage = (data) => frameElement.told(structuredClone(data));" +
        "self.importScripts = (...urls) => Promise.all(urls.map((url) => new Promise((done, fail) => {" +
        "  const script = document.createElement('script');" +
        "  script.src = url; script.onload = done; script.onerror = fail; document.head.append(script);" +
        "})));" +
        "</scr" + "ipt>" +
        `<script src="${new URL(url, document.baseURI)}"></scr` + "ipt>";
      this.frame.addEventListener("load", () => {
        this.ready = true;
        for (const data of this.waiting) this.post(data);
      });
      document.documentElement.append(this.frame);
    }
    post(data) {
      this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }
    postMessage(data) {
      const copy = structuredClone(data);
      if (this.ready) setTimeout(() => this.post(copy));
      else this.waiting.push(copy);
    }
    terminate() {
      this.frame.remove();
    }
  };
}
