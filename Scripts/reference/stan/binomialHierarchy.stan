data {
  array[30] int n, y;
}
parameters {
  real mu;
  real<lower=0> s;
  vector[30] z;
}
model {
  mu ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  z ~ std_normal();
  y ~ binomial_logit(n, mu + s * z);
}
