data {
  int n;
  array[n] real y_there;
}
parameters {
  real mu;
  real<lower=0> s;
  array[30 - n] real y_missing;
}
model {
  mu ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  y_there ~ normal(mu, s);
  y_missing ~ normal(mu, s);
}
