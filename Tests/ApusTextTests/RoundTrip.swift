// The law of the text of a graph: read back it is the same nodes, and printed again the same text.

import ApusGraph
import ApusText

/// What does not hold for some outputs, as sentences.
func roundTripFindings(_ outputs: [Tensor], arguments: [Tensor] = [], locations: Bool = false) throws -> [String] {
  let printed = try GraphText(outputs, arguments: arguments, locations: locations)
  let reader = GraphReader(externals: printed.externals)
  let read = try reader.read(printed.text, arguments: printed.arguments)
  var findings: [String] = []
  if read.outputs != outputs { findings.append("other nodes are read") }
  // With arguments of its own the graph is another one, and its text must be the same.
  let other = try reader.read(printed.text)
  let again = try GraphText(other.outputs, arguments: other.arguments, locations: locations).text
  if again != printed.text { findings.append("printed again it is another text") }
  // Bytes of arrays beside the text serve as well.
  let beside = try GraphText(outputs, arguments: arguments, arrays: .beside)
  let found = try GraphReader(externals: printed.externals, arrays: beside.arrays)
    .read(beside.text, arguments: beside.arguments)
  if found.outputs != outputs { findings.append("other nodes are read with arrays beside the text") }
  return findings
}
