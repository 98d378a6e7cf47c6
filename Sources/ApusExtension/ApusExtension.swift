// What an author of Ops, distributions, kernels, rewrite rules or backends needs: `Apus`, and all of the layers below it.

@_exported public import Apus
@_exported public import ApusData
@_exported public import ApusDiagnostics
@_exported public import ApusDifferentiation
@_exported public import ApusDistributions
@_exported public import ApusFunctions
@_exported public import ApusGraph
@_exported public import ApusInference
@_exported public import ApusInterpreter
@_exported public import ApusJAX
@_exported public import ApusModel
@_exported public import ApusOps
@_exported public import ApusRandom
@_exported public import ApusReport
@_exported public import ApusRewriting
@_exported public import ApusStore
@_exported public import ApusText
