data {
  matrix[60, 4] x;
  vector[60] y;
}
parameters {
  real a;
  vector[4] b;
  real<lower=0> s;
}
model {
  a ~ std_normal();
  b ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  y ~ normal_id_glm(x, a, b, s);
}
