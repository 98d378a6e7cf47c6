// An SVG file as a browser shows it: where texts stand, and how many spots of a color are seen.

public import Foundation

/// A figure drawn by Chromium, on machines that have it.
public struct RenderedFigure: Sendable, Decodable {
  /// The texts that reach beyond the figure's edge.
  public let outside: [String]
  /// The pairs of texts that overlap.
  public let overlaps: [String]
  /// The number of texts.
  public let textCount: Int
  /// The number of panels that have an area.
  public let panelCount: Int
  /// The number of connected spots of each color that was asked for.
  public let spots: [String: Int]

  /// Why there is no drawing.
  public struct NotDrawn: Error {
    /// What the browser printed.
    public let output: String
  }

  /// The browser's name; nil: there is none.
  public static let browser: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    func isInstalled(_ name: String) -> Bool {
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
    guard isInstalled("timeout") else { return nil }
    return ["chromium", "chromium-browser", "google-chrome"].first(where: isInstalled)
  }()

  /// Draws a figure.
  ///
  /// - Parameter colors: the colors, as `#RRGGBB`, whose spots are counted.
  /// - Throws: ``NotDrawn``, or what reading and writing files throws.
  public static func draw(_ svg: String, colors: [String] = [], browser: String) throws -> RenderedFigure {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-figure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    let list = colors.map { "\"\($0)\"" }.joined(separator: ",")
    let html =
      "<!DOCTYPE html><meta charset=\"utf-8\"><body style=\"margin:0\">\(svg)<pre id=\"result\"></pre>"
      + "<script>const colors = [\(list)];\n\(script)</script>"
    try html.write(to: page, atomically: true, encoding: .utf8)
    let outcome = try BuiltProgram(tool: "timeout").run([
      "90", browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000",
      "--user-data-dir=\(folder.path)/profile", "--dump-dom", "file://\(page.path)",
    ])
    guard let start = outcome.output.range(of: "<pre id=\"result\">{"),
      let end = outcome.output.range(of: "</pre>", range: start.upperBound..<outcome.output.endIndex)
    else { throw NotDrawn(output: "\(outcome.output.suffix(500))\(outcome.errors.suffix(500))") }
    let json =
      "{"
      + outcome.output[start.upperBound..<end.lowerBound]
      .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&amp;", with: "&")
    return try JSONDecoder().decode(RenderedFigure.self, from: Data(json.utf8))
  }

  /// Measures texts in the page; then draws the figure on a canvas of twice the size and counts spots by flooding.
  private static let script = """
    const svg = document.querySelector("svg");
    const edge = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text:not(.halo)")];
    // Boxes have room for accents and descenders, above and below what is written.
    const boxes = texts.map(t => {
      const {left, right, top, bottom, width, height} = t.getBoundingClientRect();
      const [x, y] = height > width ? [0.2 * width, 0] : [0, 0.2 * height];
      return {left: left + x, right: right - x, top: top + y, bottom: bottom - y};
    });
    const result = {outside: [], overlaps: [], textCount: texts.length, panelCount: 0, spots: {}};
    for (const panel of svg.querySelectorAll("rect.frame")) {
      const box = panel.getBoundingClientRect();
      if (box.width > 10 && box.height > 10) result.panelCount += 1;
    }
    boxes.forEach((a, i) => {
      if (a.left < edge.left || a.right > edge.right || a.top < edge.top || a.bottom > edge.bottom)
        result.outside.push(texts[i].textContent);
      boxes.slice(i + 1).forEach((b, j) => {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          result.overlaps.push(texts[i].textContent + " | " + texts[i + 1 + j].textContent);
      });
    });
    const finish = () => { document.getElementById("result").textContent = JSON.stringify(result); };
    if (colors.length == 0) finish();
    else {
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        const [w, h] = [canvas.width, canvas.height] = [2 * edge.width, 2 * edge.height];
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0, w, h);
        const data = context.getImageData(0, 0, w, h).data;
        for (const color of colors) {
          const rgb = [1, 3, 5].map(k => parseInt(color.slice(k, k + 2), 16));
          const is = k => rgb.every((c, m) => Math.abs(data[4 * k + m] - c) < 12);
          const seen = new Uint8Array(w * h);
          let count = 0;
          for (let start = 0; start < w * h; start++) {
            if (seen[start] || !is(start)) continue;
            let [size, stack] = [0, [start]];
            seen[start] = 1;
            while (stack.length) {
              const k = stack.pop();
              size += 1;
              for (const n of [k - 1, k + 1, k - w, k + w])
                if (n >= 0 && n < w * h && !seen[n] && is(n)) { seen[n] = 1; stack.push(n); }
            }
            if (size >= 12) count += 1;
          }
          result.spots[color] = count;
        }
        finish();
      };
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    }
    """
}
