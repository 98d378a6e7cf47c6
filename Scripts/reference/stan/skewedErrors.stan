data {
  array[40] real y, z;
}
parameters {
  real a;
  real<lower=0> s, nu;
}
model {
  a ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  nu ~ normal(0, 1) T[0, ];
  y ~ skew_normal(0, s, a);
  z ~ exp_mod_normal(a, s, 1 / nu);
}
