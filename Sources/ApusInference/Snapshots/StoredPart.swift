// Whether what was read back from a snapshot is whole: lists of other lengths, or with NaN, are refused before a chain goes on.

/// A part of a chain's stored state with lists of its own: a kernel, its state, or an adaptation.
protocol StoredPart {
  /// Whether the lists have the lengths that a dimension asks for, and hold numbers.
  ///
  /// - Parameter fresh: the part that chains of these settings begin with; nil for a kernel's state.
  func isWhole(dimension: Int, like fresh: Self?) -> Bool
}

extension StoredPart {
  fileprivate func isWhole(dimension: Int, likeAny fresh: Any?) -> Bool {
    isWhole(dimension: dimension, like: fresh as? Self)
  }
}

extension ChainSetup {
  /// Throws where a part of a stored state is not whole. A kernel of the user's answers for its lists itself.
  ///
  /// - Throws: ``SamplingError/foreignSnapshot(chain:reason:)``.
  func require<Part>(_ part: Part, like fresh: Part?) throws(SamplingError) {
    guard let stored = part as? any StoredPart else { return }
    guard stored.isWhole(dimension: target.dimension, likeAny: fresh) else {
      throw .foreignSnapshot(
        chain: chain, reason: "it is damaged: a list in it has another length than was stored, or a bad number")
    }
  }
}

extension [Double] {
  /// Whether there are so many numbers, none of them NaN.
  func isWhole(_ count: Int) -> Bool { self.count == count && !contains(where: \.isNaN) }

  /// Whether they are as many sizes: positive and finite.
  func areSizes(_ count: Int) -> Bool { self.count == count && allSatisfy { $0 > 0 && $0 < .infinity } }

  /// Throws where settings of this name are not sizes of a dimension's coordinates.
  func requireSizes(_ name: String, dimension: Int) throws(SamplingError) {
    guard count == dimension else { throw .wrongDimension(of: name, expected: dimension, given: count) }
    for size in self { try require(size > 0 && size.isFinite, name, size, "all must be positive and finite") }
  }
}

extension VarianceEstimate: StoredPart {
  func isWhole(dimension: Int, like fresh: VarianceEstimate?) -> Bool {
    means.isWhole(dimension) && squares.isWhole(dimension)
  }
}

extension WindowedAdaptation: StoredPart {
  func isWhole(dimension: Int, like fresh: WindowedAdaptation?) -> Bool {
    schedule == fresh?.schedule && positions.isWhole(dimension: dimension, like: nil)
      && gradients.isWhole(dimension: dimension, like: nil)
  }
}

extension WindowCovariance: StoredPart {
  func isWhole(dimension: Int, like fresh: WindowCovariance?) -> Bool {
    means.isWhole(dimension) && products.isWhole(LowerTriangle.count(dimension))
  }
}

extension DenseAdaptation: StoredPart {
  func isWhole(dimension: Int, like fresh: DenseAdaptation?) -> Bool {
    windows.isWhole(dimension: dimension, like: fresh?.windows) && positions.isWhole(dimension: dimension, like: nil)
      && gradients.isWhole(dimension: dimension, like: nil)
  }
}

extension LangevinAdaptation: StoredPart {
  func isWhole(dimension: Int, like fresh: LangevinAdaptation?) -> Bool {
    windows.isWhole(dimension: dimension, like: fresh?.windows)
  }
}

extension Langevin: StoredPart {
  func isWhole(dimension: Int, like fresh: Langevin?) -> Bool { variances.areSizes(dimension) && stepSize > 0 }
}

extension Langevin.State: StoredPart {
  func isWhole(dimension: Int, like fresh: Langevin.State?) -> Bool { gradient.isWhole(dimension) }
}

extension Walk: StoredPart {
  func isWhole(dimension: Int, like fresh: Walk?) -> Bool { factor.isWhole(dimension: dimension, like: nil) }
}

extension WalkAdaptation: StoredPart {
  func isWhole(dimension: Int, like fresh: WalkAdaptation?) -> Bool {
    covariance?.isWhole(dimension: dimension, like: nil) ?? true
  }
}

extension CovarianceEstimate: StoredPart {
  func isWhole(dimension: Int, like fresh: CovarianceEstimate?) -> Bool {
    isDiagonal == (dimension > Self.most) && means.isWhole(count == 0 ? 0 : dimension)
      && covariances.isWhole(isDiagonal ? dimension : dimension * (dimension + 1) / 2)
  }
}

extension ProposalFactor: StoredPart {
  func isWhole(dimension: Int, like fresh: ProposalFactor?) -> Bool {
    self.dimension == dimension && numbers.isWhole(isDiagonal ? dimension : dimension * dimension)
  }
}

extension Slicing: StoredPart {
  func isWhole(dimension: Int, like fresh: Slicing?) -> Bool {
    widths.areSizes(dimension) && maxExpansionCount == fresh?.maxExpansionCount
  }
}

extension WidthAdaptation: StoredPart {
  func isWhole(dimension: Int, like fresh: WidthAdaptation?) -> Bool {
    (last.isEmpty && moves.isEmpty && count == 0) || last.isWhole(dimension) && moves.isWhole(dimension)
  }
}
