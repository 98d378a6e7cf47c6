data {
  array[60] int group;
  array[60] real y;
}
parameters {
  real<lower=0> spread, s;
  sum_to_zero_vector[5] effect;
  real mu;
}
model {
  spread ~ normal(0, 1) T[0, ];
  effect ~ normal(0, spread);
  target += log(spread) + 0.5 * log(2 * pi());  // four free elements, not five
  mu ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  for (i in 1:60)
    y[i] ~ normal(mu + effect[group[i] + 1], s);
}
