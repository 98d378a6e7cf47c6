// Array Ops refuse operands that do not fit, and the message names the shapes.

import ApusGraph
import ApusOps
import Testing

/// An expression that cannot be built, and what its message must say.
struct Misfit: Sendable, CustomStringConvertible {
  let description: String
  let words: [String]
  let kind: TypeError.Kind
  let build: @Sendable () -> Tensor

  init(
    _ description: String, _ kind: TypeError.Kind, _ words: [String], _ build: @escaping @Sendable () -> Tensor
  ) {
    self.description = description
    self.kind = kind
    self.words = words
    self.build = build
  }

  static let reductions: [Misfit] = [
    Misfit("an axis too many", .attribute, ["(2, 3)", "axis 2"]) { sum(real([2, 3]), axes: [2]) },
    Misfit("a negative axis too many", .attribute, ["(2, 3)", "axis -3"]) { logSumExp(real([2, 3]), axes: [-3]) },
    Misfit("an axis twice", .attribute, ["axis -1", "twice"]) { max(real([2, 3]), axes: [1, -1]) },
    Misfit("an axis of a scalar", .attribute, ["()", "axis 0"]) { product(real([]), axes: [0]) },
    Misfit("the mean along no such axis", .attribute, ["(4,)", "axis 1"]) { mean(real([4]), axes: [1]) },
    Misfit("the variance along no such axis", .attribute, ["(4,)", "axis 1"]) { variance(real([4]), axes: [1]) },
    Misfit("the softmax along no such axis", .attribute, ["(4,)", "axis 1"]) { softmax(real([4]), axis: 1) },
    Misfit("the largest of nothing", .shape, ["(2, 0)", "axis 1"]) { max(real([2, 0]), axes: [1]) },
    Misfit("the smallest of nothing", .shape, ["(0,)", "axis 0"]) { min(real([0])) },
    Misfit("the largest truth value", .elementType, ["truth"]) { max(.argument("x", .bool([2]))) },
    Misfit("the product of truth values", .elementType, ["truth"]) { product(.argument("x", .bool([2]))) },
    Misfit("all of numbers", .elementType, ["float64(2,)"]) { all(real([2])) },
    Misfit("any of numbers", .elementType, ["float64(2,)"]) { any(real([2])) },
    Misfit("a running sum along no such axis", .attribute, ["(2, 3)", "axis"]) {
      cumulativeSum(real([2, 3]), axis: 2)
    },
    Misfit("a running sum of a scalar", .attribute, ["()", "axis"]) { cumulativeSum(real([])) },
  ]

  static let shapes: [Misfit] = [
    Misfit("a reshape to another count", .shape, ["(2, 3)", "(4,)"]) { real([2, 3]).reshaped(to: [4]) },
    Misfit("a broadcast of other extents", .shape, ["(2, 3)", "(2, 4)"]) { real([2, 3]).broadcast(to: [2, 4]) },
    Misfit("a broadcast to fewer axes", .shape, ["(2, 3)", "(3,)"]) { real([2, 3]).broadcast(to: [3]) },
    Misfit("an order that names an axis twice", .attribute, ["[0, 0]", "(2, 3)"]) { real([2, 3]).transposed([0, 0]) },
    Misfit("an order of too few axes", .attribute, ["[0]", "(2, 3)"]) { real([2, 3]).transposed([0]) },
    Misfit("nothing to concatenate", .operandCount, ["nothing"]) { concatenate([]) },
    Misfit("nothing to stack", .operandCount, ["nothing"]) { stack([]) },
    Misfit("concatenation of other extents", .shape, ["(2, 3)", "(2, 4)", "axis 0"]) {
      concatenate([real([2, 3]), real([2, 4])])
    },
    Misfit("concatenation of other ranks", .shape, ["(2, 3)", "(3,)"]) { concatenate([real([2, 3]), real([3])]) },
    Misfit("concatenation along no such axis", .attribute, ["(2, 3)", "axis 2"]) {
      concatenate([real([2, 3]), real([2, 3])], axis: 2)
    },
    Misfit("concatenation of scalars", .attribute, ["()", "axis 0"]) { concatenate([real([]), real([])]) },
    Misfit("a stack of other shapes", .shape, ["(2,)", "(3,)"]) { stack([real([2]), real([3])]) },
    Misfit("a stack along no such axis", .attribute, ["(3,)", "axis"]) { stack([real([3]), real([3])], axis: 2) },
    Misfit("a stack along no such negative axis", .attribute, ["(3,)", "axis"]) {
      stack([real([3]), real([3])], axis: -3)
    },
  ]

  static let indices: [Misfit] = [
    Misfit("an element outside", .attribute, ["(3,)", "3"]) { real([3])[3] },
    Misfit("a negative element outside", .attribute, ["(3,)", "-4"]) { real([3])[-4] },
    Misfit("an element of a scalar", .attribute, ["()"]) { real([])[0] },
    Misfit("a range outside", .attribute, ["(3, 2)", "axis 0"]) { real([3, 2])[1..<4] },
    Misfit("a slice along no such axis", .attribute, ["(3, 2)", "axis 2"]) { real([3, 2]).sliced(axis: 2, 0..<1) },
    Misfit("a slice of step 0", .attribute, ["(3,)", "step"]) { real([3]).sliced(axis: 0, 0..<2, step: 0) },
    Misfit("too few slices", .attribute, ["(3, 2)", "1"]) {
      .apply(Slice([SliceRange(start: 0, count: 1)]), real([3, 2]), at: .line(file: #fileID, line: #line))
    },
    Misfit("a part that is not the slice's", .shape, ["(3,)", "[2]"]) {
      .apply(
        SliceScatter([SliceRange(start: 0, count: 2)], shape: [4]), real([3]), at: .line(file: #fileID, line: #line))
    },
    Misfit("indices that are no integers", .elementType, ["float64(3,)"]) { gather(real([3]), real([3])) },
    Misfit("indices along no such axis", .attribute, ["(3,)", "axis 1"]) {
      gather(real([3]), .argument("i", .int64([2])), axis: 1)
    },
    Misfit("a constant index outside", .attribute, ["(3,)", "3"]) { gather(real([3]), Tensor([0, 3])) },
    Misfit("a constant negative index", .attribute, ["(3,)", "-1", "element 1"]) {
      gather(real([3]), Tensor([0, -1]))
    },
    Misfit("a negative index of a list", .attribute, ["(4,)", "-1"]) { real([4])[[-1, 0]] },
    Misfit("a constant index along outside", .attribute, ["(2, 2)", "2"]) {
      takeAlong(real([2, 2]), Tensor(NDArray([0, 1, 2, 0] as [Int], shape: [2, 2])), axis: 1)
    },
    Misfit("a part beyond all integers", .attribute, ["(3,)", "axis 0"]) { real([3])[0...Int.max] },
    Misfit("a part up to the last integer", .attribute, ["(3,)", "axis 0"]) { real([3])[...Int.max] },
    Misfit("a stride of many elements", .attribute, ["(3,)", "axis 0"]) {
      real([3])[stride(from: 0, to: 1 << 34, by: 1)]
    },
    Misfit("a negative extent", .shape, ["-1"]) { .argument("x", .float64([-1, 2])) },
    Misfit("more elements than integers", .shape, ["2⁴⁰"]) { .argument("x", .float64([1 << 40, 1 << 40])) },
    Misfit("copies beyond all integers", .attribute, ["too large"]) { real([3]).tiled([.max]) },
    Misfit("blocks beyond all integers", .attribute, ["too large"]) { real([3]).repeated(.max) },
    Misfit("parts beyond all integers", .shape, ["(3,)"]) { split(real([3]), extents: [.max, .max, 5])[0] },
    Misfit("no parts", .attribute, ["0 parts"]) { split(real([3]), into: 0)[0] },
    Misfit("limits in the wrong order", .attribute, ["2.0", "1.0"]) { clipGradient(real([3]), 2, 1) },
    Misfit("blocks that do not fit the indices", .shape, ["float64(3,)", "float64(2,)"]) {
      .apply(ScatterAdd(axis: 0, shape: [4]), Tensor([0, 1]), real([3]), at: .line(file: #fileID, line: #line))
    },
  ]

  static let matrices: [Misfit] = [
    Misfit("matrices that do not multiply", .shape, ["(2, 3)", "(4, 2)", "3 columns", "4 rows"]) {
      matmul(real([2, 3]), real([4, 2]))
    },
    Misfit("batches that do not broadcast", .shape, ["(2,)", "(3,)"]) { matmul(real([2, 2, 2]), real([3, 2, 2])) },
    Misfit("a matrix times a scalar", .shape, ["()"]) { matmul(real([2, 2]), real([])) },
    Misfit("the scalar product of other extents", .shape, ["(2,)", "(3,)"]) { dot(real([2]), real([3])) },
    Misfit("the scalar product with one element", .shape, ["(3,)", "(1,)"]) { dot(real([3]), real([1])) },
    Misfit("the scalar product of matrices", .shape, ["(2, 2)"]) { dot(real([2, 2]), real([2, 2])) },
    Misfit("the factor of a vector", .shape, ["(3,)"]) { cholesky(real([3])) },
    Misfit("the factor of an oblong matrix", .shape, ["(2, 3)"]) { cholesky(real([2, 3])) },
    Misfit("the inverse of an oblong matrix", .shape, ["(2, 3)"]) { inverse(real([2, 3])) },
    Misfit("the inverse of a vector", .shape, ["(3,)"]) { inverse(real([3])) },
    Misfit("the determinant of an oblong matrix", .shape, ["(2, 3)"]) { logAbsoluteDeterminant(real([2, 3])) },
    Misfit("right-hand sides of other rows", .shape, ["(3, 3)", "(2, 4)"]) { solve(real([3, 3]), real([2, 4])) },
    Misfit("a right-hand side of another extent", .shape, ["(3, 3)", "(2, 1)"]) { solve(real([3, 3]), real([2])) },
    Misfit("a triangular system of other rows", .shape, ["(3, 3)", "(2, 4)"]) {
      triangularSolve(real([3, 3]), real([2, 4]))
    },
    Misfit("systems of other batches", .shape, ["(2, 3, 3)", "(4, 3, 1)"]) {
      solvePositiveDefinite(real([2, 3, 3]), real([4, 3, 1]))
    },
    Misfit("the diagonal of an oblong matrix", .shape, ["(2, 3)"]) { diagonal(real([2, 3])) },
    Misfit("the trace of a vector", .shape, ["(3,)"]) { trace(real([3])) },
    Misfit("a scalar as a diagonal", .shape, ["scalar"]) { diagonalMatrix(real([])) },
    Misfit("the triangle of a vector", .shape, ["(3,)"]) { lowerTriangle(real([3])) },
  ]

  static let compositions: [Misfit] = [
    Misfit("a running product along no such axis", .attribute, ["(2, 3)", "axis 2"]) {
      cumulativeProduct(real([2, 3]), axis: 2)
    },
    Misfit("the place of the largest of nothing", .shape, ["(2, 0)", "axis 1"]) { argMax(real([2, 0]), axis: 1) },
    Misfit("the place of the smallest along no such axis", .attribute, ["(3,)", "axis"]) { argMin(real([3]), axis: 1) },
    Misfit("a long axis taken out", .shape, ["(2, 1)", "axis 0"]) { real([2, 1]).squeezed(axes: [0]) },
    Misfit("no such axis taken out", .attribute, ["(2, 1)", "axis 2"]) { real([2, 1]).squeezed(axes: [2]) },
    Misfit("a new axis too far", .attribute, ["(2, 1)", "axis 3"]) { real([2, 1]).expandedDimensions(axis: 3) },
    Misfit("no such axis exchanged", .attribute, ["(2, 1)", "axis -3"]) { real([2, 1]).swappingAxes(0, -3) },
    Misfit("no such axis moved", .attribute, ["(2, 1)", "axis 2"]) { real([2, 1]).movingAxis(2, to: 0) },
    Misfit("an axis moved too far", .attribute, ["(2, 1)", "axis 2"]) { real([2, 1]).movingAxis(0, to: 2) },
    Misfit("a negative number of copies", .attribute, ["(2, 1)", "-1"]) { real([2, 1]).tiled([-1]) },
    Misfit("copies along no such axis", .attribute, ["(2,)", "axis 1"]) { real([2]).repeated(2, axis: 1) },
    Misfit("a negative number of repetitions", .attribute, ["-2"]) { real([2]).repeated(-2) },
    Misfit("an order reversed along no such axis", .attribute, ["(2,)", "axis 1"]) { real([2]).flipped(axis: 1) },
    Misfit("parts that do not fill", .shape, ["(4,)", "[1, 2]"]) { split(real([4]), extents: [1, 2])[1] },
    Misfit("unequal parts", .shape, ["(4,)", "3"]) { split(real([4]), into: 3)[2] },
    Misfit("parts along no such axis", .attribute, ["(4,)", "axis 1"]) { split(real([4]), into: 2, axis: 1)[0] },
    Misfit("more subscripts than axes", .attribute, ["(4,)", "2 axes"]) { real([4])[0, 1] },
    Misfit("a range that ends before it starts", .attribute, ["(4,)", "-2..<0"]) { real([4])[-2..<0] },
    Misfit("a second subscript outside", .attribute, ["(4, 2)", "axis 1"]) { real([4, 2])[0, 3...] },
    Misfit("a stride outside", .attribute, ["(4,)", "axis 0"]) { real([4])[stride(from: 0, to: 6, by: 2)] },
    Misfit("a stride through both ends", .attribute, ["(4,)", "axis 0"]) {
      real([4])[stride(from: 1, through: -1, by: -1)]
    },
    Misfit("a list with an index outside", .attribute, ["(4,)", "4"]) { real([4])[[0, 4]] },
    Misfit("a mask of another extent", .shape, ["(4,)", "(3,)"]) { real([4]).compressed(where: mask(3), count: 1) },
    Misfit("a mask of numbers", .elementType, ["(4,)", "float64"]) { real([4]).compressed(where: real([4]), count: 1) },
    Misfit("a mask along no such axis", .attribute, ["(4,)", "axis 1"]) {
      real([4]).compressed(where: mask(4), count: 1, axis: 1)
    },
    Misfit("a mask of unknown count", .attribute, ["(4,)", "given"]) { real([4]).compressed(where: mask(4)) },
    Misfit("a mask of too large a count", .attribute, ["(4,)", "5"]) { real([4]).compressed(where: mask(4), count: 5) },
    Misfit("a constant mask of another count", .attribute, ["(2,)", "not 2"]) {
      real([2]).compressed(where: Tensor([true, false]), count: 2)
    },
    Misfit("indices of another shape", .shape, ["(2, 3)", "(3, 3)"]) {
      takeAlong(real([2, 3]), .argument("i", .int64([3, 3])), axis: 1)
    },
    Misfit("real indices along an axis", .elementType, ["float64(2, 3)"]) {
      takeAlong(real([2, 3]), real([2, 3]), axis: 1)
    },
    Misfit("a mask of unknown count as a subscript", .attribute, ["(4,)", "given"]) { real([4])[mask(4)] },
    Misfit("truth values in order", .elementType, ["truth"]) { mask(3).sorted() },
    Misfit("an order along no such axis", .attribute, ["(3,)", "axis 1"]) { argSort(real([3]), axis: 1) },
    Misfit("differences along no such axis", .attribute, ["(3,)", "axis 1"]) { differences(real([3]), axis: 1) },
    Misfit("differences of nothing", .shape, ["(2, 0)", "axis 1"]) { differences(real([2, 0])) },
    Misfit("sums over groups outside", .attribute, ["(3,)", "3"]) {
      scatterAdd(real([2]), at: Tensor([0, 3]), extent: 3)
    },
    Misfit("sums over groups of another count", .shape, ["float64(2,)", "float64(3,)"]) {
      scatterAdd(real([2]), at: .argument("i", .int64([3])), extent: 4)
    },
    Misfit("sums over groups along no such axis", .attribute, ["(2,)", "(3,)", "axis 1"]) {
      scatterAdd(real([2]), at: .argument("i", .int64([3])), extent: 4, axis: 1)
    },
    Misfit("own indices along no such axis", .attribute, ["(2,)", "axis 1"]) {
      takeAlong(real([2]), .argument("i", .int64([2])), axis: 1)
    },
  ]

  private static func mask(_ count: Int) -> Tensor { .argument("mask", .bool([count])) }
  private static func real(_ shape: Shape) -> Tensor { .argument("x", .float64(shape)) }
}

@Suite struct ArrayTypeErrorTests {
  @Test(arguments: Misfit.reductions + Misfit.shapes + Misfit.indices + Misfit.matrices + Misfit.compositions)
  func `what does not fit is an error that names the shapes and the line`(misfit: Misfit) throws {
    let error = try #require(misfit.build().error, "\(misfit) was built")
    #expect(error.cause.kind == misfit.kind)
    for word in misfit.words { #expect(error.description.contains(word), "\(error)") }
    #expect(error.location?.fileAndLine?.file.hasSuffix("ArrayTypeErrorTests.swift") == true, "\(error)")
  }

  @Test func `an error goes on through every array function`() throws {
    let broken = sum(Tensor.argument("x", .float64([3])), axes: [5])
    let first = try #require(broken.error).description
    let made: [Tensor] = [
      mean(broken), max(broken), logSumExp(broken, axes: [0], keepingDimensions: true), softmax(broken),
      cumulativeSum(broken), broken.reshaped(to: [3, 1]), broken.transposed(), concatenate([broken, broken]),
      stack([broken, broken]), broken[0], broken[0..<1], gather(broken, Tensor([0])), matmul(broken, broken),
      cumulativeProduct(broken), broken.squeezed(axes: [0]), broken.expandedDimensions(axis: 0), broken.tiled([2]),
      broken.repeated(2), broken.flipped(), broken[0...], broken[1, 2], broken[[1]], argMax(broken, axis: 0),
      broken.compressed(where: Tensor([true])), takeAlong(broken, Tensor([0]), axis: 0), split(broken, into: 2)[1],
      dot(broken, broken), outer(broken, broken), cholesky(broken), solve(broken, broken), diagonalMatrix(broken),
    ]
    #expect(made.map { $0.error?.description } == made.map { _ in first })
  }

  @Test func `elements that do not fill their shape make a poisoned tensor`() {
    for (array, words) in [
      (NDArray([1.0, 2, 3], shape: [2, 2]), "3 elements do not fill"), (NDArray([1], shape: [-1]), "negative extent"),
      (NDArray(rows: [[1, 2], [3]]), "rows of 2 and of 1 elements"), (NDArray([true], shape: [0]), "1 elements"),
    ] {
      #expect(Tensor(array).error?.description.contains(words) ?? false)
      #expect((Tensor(array) + 1).error != nil)
    }
  }
}
