// Samplers, what they are given and what they say.

@_exported public import protocol ApusInference.ChainSampler
@_exported public import struct ApusInference.ClosureLogDensity
@_exported public import struct ApusInference.HMC
@_exported public import enum ApusInference.Interruption
@_exported public import struct ApusInference.MALA
@_exported public import enum ApusInference.MetricKind
@_exported public import struct ApusInference.NUTS
@_exported public import typealias ApusInference.ProgressHandler
@_exported public import class ApusInference.ProgressPrinter
@_exported public import struct ApusInference.ProgressStream
@_exported public import struct ApusInference.RandomWalk
@_exported public import func ApusInference.resume
@_exported public import func ApusInference.sample
@_exported public import struct ApusInference.Slice
@_exported public import enum ApusInference.Start
@_exported public import struct ApusInference.TemperedSMC
