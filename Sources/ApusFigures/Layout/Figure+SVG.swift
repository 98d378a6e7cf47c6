// A figure as SVG.

extension Figure {
  /// The figure as a file of its own, or a part of a page of HTML. The same figure has the same bytes.
  package var svg: String {
    let layout = FigureLayout(self)
    var svg = SVGWriter()
    let (w, h) = (PathData.text(width), PathData.text(height))
    svg.open(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": w, "height": h, "viewBox": "0 0 \(w) \(h)", "role": "img",
        "xml:space": "preserve",
        "aria-labelledby": "\(identifier)-title \(identifier)-desc", "fill": Palette.ink,
        "font-family": "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif",
      ])
    svg.element("title", ["id": "\(identifier)-title"], text: title)
    svg.element("desc", ["id": "\(identifier)-desc"], text: description)
    svg.element("rect", ["class": "background", "width": w, "height": h, "fill": "#FFFFFF"])
    if showsTitle {
      let size = fontSize + 3
      let text = RichText(title).truncated(to: width - 6 * FigureLayout.edge, size: size * 1.06)
      let place = TextPlacement(x: 3 * FigureLayout.edge, y: FigureLayout.edge + size + 2, size: size, isBold: true)
      svg.text(text, place, class: "title")
    }
    layout.legend.draw(x: 3 * FigureLayout.edge, y: layout.legendTop, to: &svg)
    for cell in layout.cells { CellDrawing(cell: cell, figure: self).draw(to: &svg) }
    svg.close()
    return svg.text
  }
}
