// Laws of evaluation: results have the types that were promised, and the same operands give the same bits.

internal import ApusGraph
internal import ApusInterpreter

extension OpLaw {
  /// Checks that the expression can be built, that its values have the types that its tensors promise, that evaluating again gives
  /// the same bits, and that constants give what arguments give.
  ///
  /// - Throws: an evaluation's error.
  public func evaluationFindings() throws -> [String] {
    var findings: [String] = []
    for (number, sample) in samples.enumerated() {
      let site = LawSite(self, sample)
      if let error = site.results.lazy.compactMap(\.error).first {
        findings.append("\(name), sample \(number): \(error)")
        continue
      }
      let values = try evaluate(site.results, site.bindings)
      for (result, value) in try paired(site.results, values) where result.type != value.type {
        findings.append("\(name), sample \(number): \(result.type) was promised, \(value.type) came")
      }
      if try evaluate(site.results, site.bindings) != values {
        findings.append("\(name), sample \(number): other bits at the second evaluation")
      }
      if try evaluate(build(sample.map { Tensor($0) })) != values {
        findings.append("\(name), sample \(number): other bits with constants in place of arguments")
      }
    }
    return findings
  }
}
