data {
  array[50] real y;
}
parameters {
  real mu;
  real<lower=0> s;
}
model {
  mu ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  for (i in 1:50)
    y[i] ~ normal(mu, s) T[0, 3];
}
