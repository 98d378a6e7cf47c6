// The rows of Ops that hold functions.

internal import ApusDistributions
internal import ApusFunctions

extension OpCatalogue {
  static let functions: [CatalogueEntry] = [
    .withFunction(
      "body", { (op: Scan) in op.body },
      attributes: { op in
        [
          ("length", op.length.text), ("carryCount", op.carryCount.text), ("sequenceCount", op.sequenceCount.text),
          ("reversed", op.isReversed.text),
        ]
      }
    ) { body, attributes throws(GraphTextError) in
      Scan(
        body: body, length: try attributes.value("length"), carryCount: try attributes.value("carryCount"),
        sequenceCount: try attributes.value("sequenceCount"), isReversed: try attributes.value("reversed"))
    },
    .withFunction(
      "tails", { (op: QuantileSearch) in op.tails },
      attributes: { op in [("family", op.family.text), ("discrete", op.isDiscrete.text)] }
    ) { tails, attributes throws(GraphTextError) in
      QuantileSearch(
        family: try attributes.value("family"), tails: tails, isDiscrete: try attributes.value("discrete"))
    },
    .withFunction("terms", { (op: LogSeries) in op.terms }, attributes: { _ in [] }) {
      terms, _ throws(GraphTextError) in LogSeries(terms: terms)
    },
  ]
}
