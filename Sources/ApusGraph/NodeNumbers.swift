// Numbers for nodes, so that what is known of each is an array instead of a dictionary.

/// The nodes of a walk, numbered from 0 in the order in which they were met.
///
/// Asking for a number costs one multiplication and one look into memory: nodes are told apart by their addresses and are not
/// counted. Whoever asks keeps them alive.
package struct NodeNumbers {
  /// Addresses of nodes, 0 where a place is free; open addressing.
  private var addresses: [UInt]
  private var numbers: [Int32]
  /// The nodes numbered so far.
  package private(set) var count = 0

  package init(minimumCapacity: Int = 16) {
    var size = 32
    while size < 2 * minimumCapacity { size *= 2 }
    addresses = [UInt](repeating: 0, count: size)
    numbers = [Int32](repeating: 0, count: size)
  }

  /// The number of a node; nil where it was not met.
  package func number(of node: Node) -> Int? {
    let place = place(of: node.address)
    return addresses[place] == 0 ? nil : Int(numbers[place])
  }

  /// The number of a node, and whether it is new.
  package mutating func insert(_ node: Node) -> (number: Int, isNew: Bool) {
    let address = node.address
    var place = place(of: address)
    if addresses[place] != 0 { return (Int(numbers[place]), false) }
    if 2 * count >= addresses.count {
      grow()
      place = self.place(of: address)
    }
    addresses[place] = address
    numbers[place] = Int32(count)
    count += 1
    return (count - 1, true)
  }

  /// Where an address lies, or would.
  private func place(of address: UInt) -> Int {
    let mask = addresses.count - 1
    var place = Node.hash(address, 0) & mask
    while addresses[place] != 0 && addresses[place] != address { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let (oldAddresses, oldNumbers) = (addresses, numbers)
    addresses = [UInt](repeating: 0, count: 2 * oldAddresses.count)
    numbers = [Int32](repeating: 0, count: 2 * oldAddresses.count)
    for (address, number) in zip(oldAddresses, oldNumbers) where address != 0 {
      let place = place(of: address)
      (addresses[place], numbers[place]) = (address, number)
    }
  }
}

/// Nodes with their numbers and those of their operands: each node is looked up once, however often it is met.
///
/// The nodes are kept alive.
package struct NumberedNodes {
  private var numbers = NodeNumbers()
  /// The nodes in the order in which they were numbered.
  package private(set) var nodes: [Node] = []
  /// Where the operands of each node lie in the list of them; -1 where nobody has asked for them.
  private var starts: [Int32] = []
  private var operandNumbers: [Int32] = []

  package init() {}

  package var count: Int { nodes.count }

  /// The number of a node, which gets one where it has none.
  package mutating func number(of node: Node) -> Int {
    let (number, isNew) = numbers.insert(node)
    if isNew {
      nodes.append(node)
      starts.append(-1)
    }
    return number
  }

  /// The places of a node's operands in the list of operands.
  package mutating func operands(of number: Int) -> Range<Int> {
    let operands = nodes[number].operands
    if starts[number] < 0 {
      starts[number] = Int32(operandNumbers.count)
      for operand in operands { operandNumbers.append(operand.node.map { Int32(self.number(of: $0)) } ?? -1) }
    }
    let start = Int(starts[number])
    return start..<start + operands.count
  }

  /// The number of the node at a place in the list of operands; nil where the operand is poisoned.
  package func operand(at place: Int) -> Int? { operandNumbers[place] < 0 ? nil : Int(operandNumbers[place]) }
}
