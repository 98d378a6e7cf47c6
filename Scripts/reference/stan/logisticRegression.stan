data {
  matrix[80, 5] x;
  array[80] int y;
}
parameters {
  real a;
  vector[5] b;
}
model {
  a ~ std_normal();
  b ~ std_normal();
  y ~ bernoulli_logit_glm(x, a, b);
}
