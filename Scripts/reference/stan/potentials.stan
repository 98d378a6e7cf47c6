parameters {
  real a, b;
}
model {
  a ~ std_normal();
  b ~ std_normal();
  target += -square(square(a) + square(b) - 2);
}
