data {
  array[30] int y;
}
parameters {
  real<lower=0> a, b;
}
model {
  a ~ normal(0, 5) T[0, ];
  b ~ normal(0, 5) T[0, ];
  y ~ beta_binomial(20, a, b);
}
