/*
 * The passes of bench-plan.yaml written by hand in plain C, for comparison with what the plan is compiled to: the same columns,
 * the same amounts, 64-bit integers, one thread. Reads a file of columns, runs everything some times, writes the milliseconds of
 * each time as text and the amounts of everybody as bytes.
 *
 * cc -O3 -o passes passes.c && ./passes columns.bin amounts.bin 5
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef int64_t i64;
typedef int32_t i32;
typedef uint8_t u8;

enum { BONUSES = 5, RANKS = 5, SILVER = 2, GOLD = 3 };

static i32 n;
static i32 *sponsor, *depth, *parent, *order;
static u8 *side, *kind, *status;
static i64 *pv;
static i64 *group, *amount[BONUSES];
static u8 *rank_of, *active, *paid;

static void *room(size_t count, size_t size) {
  void *made = calloc(count, size);
  if (!made) { fprintf(stderr, "no memory\n"); exit(1); }
  return made;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000.0 + t.tv_nsec / 1e6;
}

static i64 half_up(i64 value, i64 step) {
  i64 size = value < 0 ? -value : value;
  i64 steps = size / step + ((size % step) * 2 >= step ? 1 : 0);
  return value < 0 ? -steps : steps;
}

/* Hundredths of volume to hundredths of a rate. */
static i64 bracket(i64 volume) {
  if (volume >= 1000000) return 21;
  if (volume >= 700000) return 18;
  if (volume >= 400000) return 15;
  if (volume >= 240000) return 12;
  if (volume >= 120000) return 9;
  if (volume >= 60000) return 6;
  return volume >= 20000 ? 3 : 0;
}

/* Thousandths, by rank and level from 1. */
static const i64 level_rate[RANKS + 1][8] = {
    {0},
    {0, 50, 40, 30},
    {0, 50, 40, 30, 20, 10},
    {0, 50, 40, 30, 20, 10, 10, 5},
    {0, 50, 40, 30, 20, 10, 10, 5},
    {0, 50, 40, 30, 20, 10, 10, 5}};
/* Hundredths, by rank and generation from 1. */
static const i64 generation_rate[RANKS + 1][4] = {{0}, {0}, {0}, {0, 2}, {0, 2, 1}, {0, 2, 1, 1}};
static const i64 weekly_cap[RANKS + 1] = {0, 50000, 100000, 250000, 500000, 1000000};

static void standing(void) {
  i32 *active_legs = room(n, 4), *strong_legs = room(n, 4), *leader_legs = room(n, 4);
  i64 *largest = room(n, 8);
  u8 *has_leader = room(n, 1);
  memset(group, 0, n * 8);
  for (i32 p = n - 1; p >= 0; p--) {
    group[p] += pv[p];
    active[p] = pv[p] >= 5000;
    paid[p] = kind[p] == 0 && status[p] == 0;
    int r = 0;
    if (active[p]) {
      i64 g = group[p];
      if (active_legs[p] >= 4 && leader_legs[p] >= 4 && g >= 6000000) r = 5;
      else if (active_legs[p] >= 4 && leader_legs[p] >= 2 && g >= 1500000) r = 4;
      else if (active_legs[p] >= 3 && strong_legs[p] >= 1 && g >= 400000 && g - largest[p] >= 80000) r = 3;
      else if (active_legs[p] >= 2 && g >= 100000) r = 2;
      else if (active_legs[p] >= 1 && g >= 30000) r = 1;
    }
    rank_of[p] = r;
    if (r >= GOLD) has_leader[p] = 1;
    i32 q = sponsor[p];
    if (q < 0) continue;
    group[q] += group[p];
    active_legs[q] += active[p];
    strong_legs[q] += group[p] >= 100000;
    if (group[p] > largest[q]) largest[q] = group[p];
    leader_legs[q] += has_leader[p];
    has_leader[q] |= has_leader[p];
  }
  free(active_legs); free(strong_legs); free(leader_legs); free(largest); free(has_leader);
}

static void differential(i64 *out) {
  i32 *higher = room(n, 4);
  u8 *rate = room(n, 1);
  i64 *flow = room(n, 8), *taken = room(n, 8);
  for (i32 p = 0; p < n; p++) rate[p] = bracket(group[p]);
  for (i32 p = 0; p < n; p++) {
    i32 q = sponsor[p];
    int takes = paid[p] && active[p], own = takes ? rate[p] : 0;
    while (q >= 0 && !(paid[q] && active[q] && rate[q] > own)) q = paid[q] && active[q] ? higher[q] : sponsor[q];
    higher[p] = q;
  }
  for (i32 p = n - 1; p >= 0; p--) {
    int takes = paid[p] && active[p];
    i64 sum = flow[p] * rate[p] - taken[p];
    if (takes) sum += pv[p] * rate[p];
    out[p] = half_up(sum, 100);
    i32 q = higher[p];
    if (q < 0) continue;
    i64 on = flow[p] + pv[p];
    flow[q] += on;
    taken[q] += on * (takes ? rate[p] : 0);
  }
  free(higher); free(rate); free(flow); free(taken);
}

static i32 deepest(void) {
  i32 most = 0;
  for (i32 p = 0; p < n; p++) if (depth[p] > most) most = depth[p];
  return most;
}

static void levels(i64 *out) {
  enum { W = 7 };
  i64 *rows = room((size_t)(deepest() + 2) * W, 8);
  for (i32 p = n - 1; p >= 0; p--) {
    i64 *own = rows + (size_t)depth[p] * W, *below = own + W, sum = 0;
    int takes = paid[p] && active[p];
    const i64 *rate = level_rate[rank_of[p]];
    for (int k = 0; k < W; k++) {
      i64 v = below[k];
      if (!v) continue;
      below[k] = 0;
      i64 share = takes ? rate[k + 1] : 0;
      if (share > 0) { sum += v * share; if (k + 1 < W) own[k + 1] += v; }
      else own[k] += v;
    }
    own[0] += pv[p];
    if (depth[p] == 0) memset(own, 0, W * 8);
    out[p] = half_up(sum, 1000);
  }
  free(rows);
}

static void generations(i64 *out) {
  enum { W = 4 };
  i64 *rows = room((size_t)(deepest() + 2) * W, 8);
  for (i32 p = n - 1; p >= 0; p--) {
    i64 *own = rows + (size_t)depth[p] * W, *below = own + W, sum = 0;
    int closes = rank_of[p] >= GOLD, takes = paid[p] && active[p];
    for (int k = 0; k < W; k++) {
      i64 v = below[k];
      if (!v) continue;
      below[k] = 0;
      if (takes) sum += v * (k > 0 ? generation_rate[rank_of[p]][k] : 0);
      if (k + closes < W) own[k + closes] += v;
    }
    own[closes] += pv[p];
    if (depth[p] == 0) memset(own, 0, W * 8);
    out[p] = half_up(sum, 100);
  }
  free(rows);
}

static void binary(i64 *out) {
  i64 *whole = room(n, 8), *left = room(n, 8), *right = room(n, 8);
  memcpy(whole, pv, n * 8);
  for (i32 i = n - 1; i >= 0; i--) {
    i32 p = order[i], q = parent[p];
    if (q < 0) continue;
    whole[q] += whole[p];
    if (side[p] == 1) left[q] += whole[p];
    else right[q] += whole[p];
  }
  for (i32 p = 0; p < n; p++) {
    out[p] = 0;
    if (!paid[p] || rank_of[p] < 1 || left[p] <= 0 || right[p] <= 0) continue;
    i64 big = left[p] >= right[p] ? left[p] : right[p], small = left[p] >= right[p] ? right[p] : left[p];
    i64 cycles = big / 20000 < small / 10000 ? big / 20000 : small / 10000;
    i64 money = cycles * 1000, cap = weekly_cap[rank_of[p]];
    out[p] = money > cap ? cap : money;
  }
  free(whole); free(left); free(right);
}

static void matching(const i64 *from, i64 *out) {
  i64 *rows = room((size_t)(deepest() + 2) * 2, 8);
  for (i32 p = n - 1; p >= 0; p--) {
    i64 *own = rows + (size_t)depth[p] * 2, *below = own + 2, sum = 0;
    if (paid[p] && rank_of[p] >= SILVER) sum = below[0] * 10 + below[1] * 5;
    own[1] += below[0];
    own[0] += from[p];
    below[0] = below[1] = 0;
    if (depth[p] == 0) own[0] = own[1] = 0;
    out[p] = half_up(sum, 100);
  }
  free(rows);
}

static void limits(void) {
  for (i32 p = 0; p < n; p++) {
    i64 left = 5000000;
    for (int b = 0; b < BONUSES; b++) {
      i64 *a = amount[b] + p;
      if (*a > 0 && *a > left) *a = left;
      if (*a > 0) left -= *a;
    }
  }
}

static void *column(FILE *file, size_t size) {
  void *made = room(n, size);
  if (fread(made, size, n, file) != (size_t)n) { fprintf(stderr, "the file of columns ends early\n"); exit(1); }
  return made;
}

int main(int count, char **words) {
  if (count != 4) { fprintf(stderr, "expected: columns amounts times\n"); return 1; }
  FILE *in = fopen(words[1], "rb");
  if (!in || fread(&n, 4, 1, in) != 1) { fprintf(stderr, "no columns in %s\n", words[1]); return 1; }
  sponsor = column(in, 4); depth = column(in, 4); parent = column(in, 4); order = column(in, 4);
  side = column(in, 1); kind = column(in, 1); status = column(in, 1);
  pv = column(in, 8);
  fclose(in);
  group = room(n, 8); rank_of = room(n, 1); active = room(n, 1); paid = room(n, 1);
  for (int b = 0; b < BONUSES; b++) amount[b] = room(n, 8);
  for (int times = atoi(words[3]); times > 0; times--) {
    double begun = now_ms();
    standing();
    differential(amount[0]);
    levels(amount[1]);
    generations(amount[2]);
    binary(amount[3]);
    matching(amount[3], amount[4]);
    limits();
    printf("%.3f\n", now_ms() - begun);
  }
  FILE *out = fopen(words[2], "wb");
  if (!out) return 1;
  for (int b = 0; b < BONUSES; b++) fwrite(amount[b], 8, n, out);
  fwrite(group, 8, n, out);
  fwrite(rank_of, 1, n, out);
  return fclose(out);
}
