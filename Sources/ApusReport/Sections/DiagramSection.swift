// The model as a plate diagram, and what the dataset holds.

internal import ApusData

/// The model's variables and what they depend on.
struct DiagramSection: ReportSection {
  let diagram: ModelDiagram?

  let heading = "Model"
  let identifier = "model"
  var isPresent: Bool { diagram.map { !$0.nodes.isEmpty } ?? false }

  func write(to page: inout PageWriter) {
    guard let diagram else { return }
    page.figure(
      svg: DiagramDrawing(diagram).svg,
      caption:
        "Arrows lead from what a variable depends on. Ellipses are parameters, shaded ones observed; rectangles are computed or "
        + "data; frames are repeated as often as their corner says.")
    page.open("details", ["class": "words"])
    page.element("summary", [:], "The model in words")
    page.open("ul")
    for sentence in diagram.sentences { page.element("li", [:], sentence) }
    page.close()
    page.close()
  }
}

/// The groups and arrays of the dataset.
struct ContentsSection: ReportSection {
  let dataset: Dataset

  let heading = "Data of this report"
  let identifier = "contents"
  var isPresent: Bool { !dataset.groups.isEmpty }

  func write(to page: inout PageWriter) {
    page.open("dl")
    for group in dataset.groups {
      page.element("dt", [:], group.name.rawValue)
      let names = group.arrays.prefix(60).map { array in
        let axes = zip(array.dims, array.shape.dimensions).filter { !DataArray.sampleDims.contains($0.0) }
        return array.name + (axes.isEmpty ? "" : " (\(axes.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))")
      }
      let more = group.arrays.count > names.count ? " and \(group.arrays.count - names.count) more" : ""
      page.element("dd", [:], names.joined(separator: ", ") + more)
    }
    page.close()
    let facts = dataset.attributes.sorted { $0.key < $1.key }.prefix(40).map { "\($0.key): \($0.value)" }
    if !facts.isEmpty { page.paragraph(facts.joined(separator: "; ") + ".") }
  }
}
