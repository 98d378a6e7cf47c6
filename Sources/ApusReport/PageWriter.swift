// Writes the page: its frame, sections, paragraphs and figures. All text is escaped.

internal import ApusFigures

/// The text of a page as it grows.
struct PageWriter {
  private var markup = SVGWriter()
  private var figureCount = 0
  private var frame = (head: "", tail: "")

  /// The page.
  var html: String { frame.head + markup.text + frame.tail }

  mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    markup.open(name, attributes)
  }
  mutating func close() { markup.close() }
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String) {
    markup.element(name, attributes, text: text)
  }

  /// Writes an element that never has content.
  mutating func void(_ name: String, _ attributes: KeyValuePairs<String, String>) { markup.element(name, attributes) }

  /// Writes a paragraph.
  mutating func paragraph(_ text: String, class name: String = "text") { element("p", ["class": name], text) }

  /// Writes a figure with its caption.
  mutating func figure(_ chart: Chart, class name: String = "chart") {
    figureCount += 1
    var figure = chart.figure
    figure.identifier = "f\(figureCount)"
    open("figure", ["class": chart.isWide ? "\(name) wide" : name])
    markup.write(Self.shortened(figure.svg))
    element("figcaption", chart.caption)
    close()
  }

  /// Writes markup that is a figure of its own.
  mutating func figure(svg: String, caption: String) {
    open("figure", ["class": "chart wide"])
    markup.write(svg)
    element("figcaption", caption)
    close()
  }

  /// The drawing without what only a file of its own needs. Quotes in texts are entities, so that these marks are attributes.
  private static func shortened(_ svg: String) -> String {
    var text = svg
    for name in ["data-value", "xml:space", "font-family", "xmlns"] {
      var parts = text.split(separator: " \(name)=\"", omittingEmptySubsequences: false)
      for index in parts.indices.dropFirst() {
        parts[index] = parts[index].drop { $0 != "\"" }.dropFirst()
      }
      text = parts.joined()
    }
    return text
  }

  private mutating func element(_ name: String, _ text: String) { element(name, [:], text) }

  /// Writes the frame of the page, and its sections in it.
  mutating func write(
    title: String, description: String, refreshSeconds: Int? = nil, sections: [any ReportSection]
  ) {
    let style = String(decoding: PackageResources.report_css, as: UTF8.self)
    let script = String(decoding: PackageResources.report_js, as: UTF8.self)
    // The policy forbids all requests; styles and the script stand in the page.
    frame.head =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      + (refreshSeconds.map { "<meta http-equiv=\"refresh\" content=\"\($0)\"/>\n" } ?? "")
      + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      + "script-src 'sha256-\(SHA256.base64(Array(script.utf8)))'\"/>\n"
      + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      + "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>\(SVGWriter.escaped(title))</title>\n"
      + "<style>\(style)</style>\n</head>\n"
    frame.tail = "<script>\(script)</script>\n</html>\n"
    open("body")
    element("a", ["class": "skip", "href": "#main"], "Skip to the report")
    open("header")
    element("h1", title)
    for part in description.split(separator: "\n\n") { paragraph(String(part)) }
    open("nav", ["aria-label": "Sections"])
    open("ul")
    for section in sections {
      open("li")
      element("a", ["href": "#\(section.identifier)"], section.heading)
      close()
    }
    close()
    close()
    close()
    open("main", ["id": "main"])
    for section in sections {
      open("section", ["id": section.identifier, "aria-labelledby": "\(section.identifier)-heading"])
      element("h2", ["id": "\(section.identifier)-heading"], section.heading)
      section.write(to: &self)
      close()
    }
    close()
    close()
  }
}
