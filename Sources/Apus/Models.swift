// Models and their posteriors, datasets of draws, summaries, tables of data, export to JAX.

@_exported public import struct ApusData.DataArray
@_exported public import struct ApusData.DataGroup
@_exported public import struct ApusData.Dataset
@_exported public import protocol ApusData.DatasetSink
@_exported public import class ApusData.MemorySink
@_exported public import enum ApusModel.Backend
@_exported public import struct ApusModel.IncludedModel
@_exported public import struct ApusModel.LaplacePosterior
@_exported public import struct ApusModel.MaximumAPosteriori
@_exported public import struct ApusModel.Model
@_exported public import struct ApusModel.ModelBuilder
@_exported public import enum ApusModel.ModelError
@_exported public import struct ApusModel.NonCentered
@_exported public import struct ApusModel.PopulationPosterior
@_exported public import struct ApusModel.Posterior
@_exported public import struct ApusModel.Predictions
@_exported public import struct ApusModel.StoredRun
@_exported public import func ApusDiagnostics.compare
@_exported public import struct ApusDiagnostics.ScalarDraws
@_exported public import struct ApusDiagnostics.Summary
@_exported public import struct ApusStore.DelimitedText
@_exported public import struct ApusStore.RunStore
@_exported public import struct ApusReport.Plot
