// The operators of arrays of draws, re-exported by name: the compiler takes `M . +` for the operator of M, not `M.+`.
// swift-format-ignore-file

@_exported public import func ApusData . +
@_exported public import func ApusData . -
@_exported public import func ApusData . *
@_exported public import func ApusData . /
