// Browsers start no worker for pages opened from a folder (file://). There, the search runs in a hidden frame instead.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      addEventListener("message", (event) => {
        if (event.source !== this.frame.contentWindow) return;
        const told = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(told);
        if (this.onmessage) this.onmessage(told);
      });
      this.frame.srcdoc =
        "<script>" +
        "self.postMessage = (data) => parent.postMessage(data, '*');" +
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
      if (this.ready) this.post(data);
      else this.waiting.push(data);
    }
    terminate() {
      this.frame.remove();
    }
  };
}
