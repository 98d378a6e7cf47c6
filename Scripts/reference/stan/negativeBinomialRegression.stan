data {
  matrix[70, 3] x;
  array[70] int y;
}
parameters {
  vector[3] b;
  real<lower=0> dispersion;
}
model {
  b ~ std_normal();
  dispersion ~ exponential(0.5);
  y ~ neg_binomial_2_log(x * b, dispersion);
}
