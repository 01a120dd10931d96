// Takes a chart away as a picture: the drawing as it stands on the screen, on the page's ground.
(() => {
  "use strict";
  const SCALE = 2;

  function drawing(button) {
    const box = button.closest('[class*="st-key-chart-"]');
    const chart = box && box.querySelector("[data-testid='stVegaLiteChart']");
    if (!chart) return null;
    const title = box.querySelector("h4");
    return { chart, name: (title ? title.textContent : "chart").replace(/[\\/:*?"<>|]+/g, " ") };
  }

  function save(address, name, ending) {
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.${ending}`;
    link.click();
  }

  function source(svg) {
    const copy = svg.cloneNode(true);
    const { width, height } = svg.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.style.background = ground();
    copy.style.fontFamily = getComputedStyle(svg).fontFamily;
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }

  function ground() {
    const app = document.querySelector(".stApp");
    return app ? getComputedStyle(app).backgroundColor : "white";
  }

  function paint(image, width, height, name) {
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    const brush = canvas.getContext("2d");
    brush.fillStyle = ground();
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    save(canvas.toDataURL("image/png"), name, "png");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-save]");
    const found = button && drawing(button);
    if (!found) return;
    const svg = found.chart.querySelector("svg.marks");
    const canvas = found.chart.querySelector("canvas");
    if (!svg) {
      if (canvas) paint(canvas, canvas.clientWidth, canvas.clientHeight, found.name);
      return;
    }
    const { text, width, height } = source(svg);
    const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    if (button.dataset.chartSave === "svg") {
      save(address, found.name, "svg");
      return;
    }
    const image = new Image();
    image.onload = () => paint(image, width, height, found.name);
    image.src = address;
  });
})();
