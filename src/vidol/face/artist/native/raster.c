/* The artist's rasteriser: one call draws a whole scene of splines with exact-area antialiasing.
 *
 * A scene is a list of items over one array of knots (x, y, width, corner) in canvas units. An item is a filled closed
 * spline or a stroke of varying width. Its coverage can be clipped by, and kept in, one of REGISTERS masks, feathered,
 * and blended in four ways. Colours are sRGB with straight alpha in tables of TABLE entries; the canvas is
 * premultiplied float RGBA.
 *
 * Coverage is accumulated as signed area per pixel and integrated along rows: the method of Raph Levien's font-rs
 * (2016). Splines are cubic Hermite segments with tangents along the chord of the neighbours (Catmull-Rom direction),
 * scaled by segment length so that unevenly spaced knots do not overshoot.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define EXPORT __attribute__((visibility("default")))
#define REGISTERS 6
#define TABLE 64

enum { FILL = 0, STROKE = 1 };
enum { OVER = 0, MULTIPLY = 1, SCREEN = 2, ATOP = 3 };
enum { SOLID = 0, LINEAR = 1, RADIAL = 2 };

typedef struct {
    int32_t kind, first, count, closed;
    int32_t paint, blend, clip, keep; /* clip, keep: register or -1; keep + 100 unites with what the register holds */
    float feather;                    /* blur radius in canvas units */
    float grain;                      /* 0..1: how much a brush texture eats into the coverage */
} Item;

typedef struct {
    int32_t kind, a, b, c; /* knot indices: linear from a to b; radial around a with axes to b and c */
    int32_t table;         /* index of the first colour in the table, in entries of 4 floats */
    int32_t unused;
} Paint;

typedef struct { int x0, y0, x1, y1; } Box;

/* Four floats at once, at any address: every compiler that Zig ships turns these into the machine's vectors. */
typedef float f4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t i4 __attribute__((vector_size(16)));
typedef uint8_t u4 __attribute__((vector_size(4)));

typedef struct {
    int width, height;
    float *canvas;             /* (height, width, 4) */
    float *acc;                /* accumulation buffer, (height, width + 2) and feather margins */
    size_t acc_size;
    float *blur;               /* as large as acc, for feathering */
    int *row_lo, *row_hi;
    float *row;
    uint8_t *mask[REGISTERS];
    Box mask_box[REGISTERS];
    float *flat;               /* flattened points: x, y, w */
    int flat_count, flat_size;
} Scratch;

EXPORT void vr_free(Scratch *s) {
    if (!s) return;
    free(s->canvas); free(s->acc); free(s->blur); free(s->row_lo); free(s->row_hi); free(s->row); free(s->flat);
    for (int i = 0; i < REGISTERS; i++) free(s->mask[i]);
    free(s);
}

EXPORT Scratch *vr_new(int width, int height) {
    Scratch *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    size_t n = (size_t)width * height;
    s->width = width; s->height = height;
    s->canvas = malloc(n * 4 * sizeof(float));
    s->acc_size = (size_t)(width + 4) * (height + 2);
    s->acc = malloc(s->acc_size * sizeof(float));
    s->blur = malloc(s->acc_size * sizeof(float));
    s->row_lo = malloc(sizeof(int) * (height + 2)); s->row_hi = malloc(sizeof(int) * (height + 2));
    s->row = malloc(sizeof(float) * (width + 8));
    s->flat_size = 4096; s->flat = malloc(sizeof(float) * 3 * s->flat_size);
    int ok = s->canvas && s->acc && s->blur && s->row_lo && s->row_hi && s->row && s->flat;
    for (int i = 0; i < REGISTERS; i++) { s->mask[i] = malloc(n); ok = ok && s->mask[i]; }
    if (!ok) { vr_free(s); return NULL; }
    return s;
}

/* ---- splines -------------------------------------------------------------------------------------------------- */

static int put(Scratch *s, float x, float y, float w) {
    if (s->flat_count == s->flat_size) {
        float *grown = realloc(s->flat, sizeof(float) * 3 * s->flat_size * 2);
        if (!grown) return 0;
        s->flat = grown; s->flat_size *= 2;
    }
    if (!isfinite(x) || !isfinite(y) || !isfinite(w)) return 1; /* broken geometry draws less, it never crashes */
    float *p = s->flat + 3 * s->flat_count++;
    p[0] = x; p[1] = y; p[2] = w;
    return 1;
}

static void direction(const float *before, const float *after, float *ux, float *uy) {
    float x = after[0] - before[0], y = after[1] - before[1], n = sqrtf(x * x + y * y);
    if (n < 1e-9f) { *ux = *uy = 0; return; }
    *ux = x / n; *uy = y / n;
}

static int flatten(Scratch *s, const float *knots, int n, int closed, float scale, float dx, float dy) {
    s->flat_count = 0;
    int segments = closed ? n : n - 1;
    for (int i = 0; i < segments; i++) {
        const float *p0 = knots + 4 * (closed ? (i + n - 1) % n : (i > 0 ? i - 1 : 0));
        const float *p1 = knots + 4 * i, *p2 = knots + 4 * ((i + 1) % n);
        const float *p3 = knots + 4 * (closed ? (i + 2) % n : (i + 2 < n ? i + 2 : n - 1));
        float ex = p2[0] - p1[0], ey = p2[1] - p1[1], length = sqrtf(ex * ex + ey * ey);
        float ax, ay, bx, by;
        direction(p0, p2, &ax, &ay); direction(p1, p3, &bx, &by);
        float ta = length * (1 - p1[3]), tb = length * (1 - p2[3]);
        ax *= ta; ay *= ta; bx *= tb; by *= tb;
        int steps = p1[3] >= 1 && p2[3] >= 1 ? 1 : 1 + (int)(sqrtf(length * scale) * 0.9f);
        if (steps > 40) steps = 40;
        if (i == 0 && !put(s, p1[0] * scale + dx, p1[1] * scale + dy, p1[2] * scale)) return 0;
        for (int j = 1; j <= steps; j++) {
            float t = (float)j / steps, t2 = t * t, t3 = t2 * t;
            float h00 = 2 * t3 - 3 * t2 + 1, h10 = t3 - 2 * t2 + t, h01 = 3 * t2 - 2 * t3, h11 = t3 - t2;
            float x = h00 * p1[0] + h10 * ax + h01 * p2[0] + h11 * bx, y = h00 * p1[1] + h10 * ay + h01 * p2[1] + h11 * by;
            if (!put(s, x * scale + dx, y * scale + dy, (p1[2] + (p2[2] - p1[2]) * t) * scale)) return 0;
        }
    }
    return 1;
}

/* ---- coverage ------------------------------------------------------------------------------------------------- */

/* Add one edge, in coordinates of the box (x 0..w, y 0..h). */
static void edge(float *acc, int stride, int w, int h, int *lo, int *hi, float x0, float y0, float x1, float y1) {
    if (y0 == y1) return;
    float sign = 1;
    if (y0 > y1) { float t = x0; x0 = x1; x1 = t; t = y0; y0 = y1; y1 = t; sign = -1; }
    if (y1 <= 0 || y0 >= h) return;
    float slope = (x1 - x0) / (y1 - y0);
    if (y0 < 0) { x0 -= y0 * slope; y0 = 0; }
    if (y1 > h) y1 = (float)h;
    float x = x0;
    for (int row = (int)y0; row < h && row < y1; row++) {
        float top = y0 > row ? y0 : (float)row, bottom = y1 < row + 1 ? y1 : (float)(row + 1), dy = bottom - top;
        float next = x + slope * dy, d = sign * dy;
        float a = x < next ? x : next, b = x < next ? next : x;
        x = next;
        if (a < 0) a = 0;
        if (b < 0) b = 0;
        if (a > w) a = (float)w;
        if (b > w) b = (float)w;
        float *line = acc + (size_t)row * stride;
        int first = (int)a, last = (int)ceilf(b);
        if (first < lo[row]) lo[row] = first;
        if (last + 1 > hi[row]) hi[row] = last + 1;
        if (last <= first + 1) {
            float middle = 0.5f * (a + b) - first;
            line[first] += d * (1 - middle);
            line[first + 1] += d * middle;
        } else {
            float inverse = 1 / (b - a), head = 1 - (a - first), a0 = 0.5f * inverse * head * head;
            float tail = b - last + 1, am = 0.5f * inverse * tail * tail;
            line[first] += d * a0;
            if (last == first + 2) {
                line[first + 1] += d * (1 - a0 - am);
            } else {
                float a1 = inverse * (1.5f - (a - first));
                line[first + 1] += d * (a1 - a0);
                for (int i = first + 2; i < last - 1; i++) line[i] += d * inverse;
                float a2 = a1 + (last - first - 3) * inverse;
                line[last - 1] += d * (1 - a2 - am);
            }
            line[last] += d * am;
        }
    }
}

static void quad(float *acc, int stride, int w, int h, int *lo, int *hi, const float *q) {
    /* Every quad of a stroke winds the same way, so shared sides cancel and folds add up instead of making holes. */
    float area = 0;
    for (int i = 0; i < 4; i++) { int j = (i + 1) & 3; area += q[2 * i] * q[2 * j + 1] - q[2 * j] * q[2 * i + 1]; }
    for (int i = 0; i < 4; i++) {
        int a = area < 0 ? 3 - i : i, b = area < 0 ? (6 - i) & 3 : (i + 1) & 3;
        edge(acc, stride, w, h, lo, hi, q[2 * a], q[2 * a + 1], q[2 * b], q[2 * b + 1]);
    }
}

static Box bounds(const Scratch *s, int stroke) {
    float x0 = 1e9f, y0 = 1e9f, x1 = -1e9f, y1 = -1e9f;
    for (int i = 0; i < s->flat_count; i++) {
        const float *p = s->flat + 3 * i;
        float m = stroke ? p[2] * 0.5f + 0.5f : 0;
        if (p[0] - m < x0) x0 = p[0] - m;
        if (p[0] + m > x1) x1 = p[0] + m;
        if (p[1] - m < y0) y0 = p[1] - m;
        if (p[1] + m > y1) y1 = p[1] + m;
    }
    /* Far-off or broken geometry must not overflow the integers below. */
    float limit = 1e6f;
    if (!(x0 > -limit)) x0 = -limit;
    if (!(y0 > -limit)) y0 = -limit;
    if (!(x1 < limit)) x1 = limit;
    if (!(y1 < limit)) y1 = limit;
    Box box = {(int)floorf(x0), (int)floorf(y0), (int)ceilf(x1), (int)ceilf(y1)};
    return box;
}

static Box meet(Box a, Box b) {
    Box r = {a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0, a.x1 < b.x1 ? a.x1 : b.x1, a.y1 < b.y1 ? a.y1 : b.y1};
    return r;
}

static void trace_fill(Scratch *s, Box box, int stride) {
    int w = box.x1 - box.x0, h = box.y1 - box.y0, n = s->flat_count;
    for (int i = 0; i < n; i++) {
        const float *p = s->flat + 3 * i, *q = s->flat + 3 * (i + 1 < n ? i + 1 : 0);
        edge(s->acc, stride, w, h, s->row_lo, s->row_hi, p[0] - box.x0, p[1] - box.y0, q[0] - box.x0, q[1] - box.y0);
    }
}

static void trace_stroke(Scratch *s, Box box, int stride, int closed) {
    int w = box.x1 - box.x0, h = box.y1 - box.y0, n = s->flat_count;
    float px = 0, py = 0, qx = 0, qy = 0;
    for (int i = 0; i < n; i++) {
        const float *before = s->flat + 3 * (i > 0 ? i - 1 : (closed ? n - 2 : 0)), *p = s->flat + 3 * i;
        const float *after = s->flat + 3 * (i + 1 < n ? i + 1 : (closed ? 1 : n - 1));
        float ux, uy;
        direction(before, after, &ux, &uy);
        float r = 0.5f * p[2], lx = p[0] - uy * r - box.x0, ly = p[1] + ux * r - box.y0;
        float rx = p[0] + uy * r - box.x0, ry = p[1] - ux * r - box.y0;
        if (i > 0) {
            float q[8] = {px, py, lx, ly, rx, ry, qx, qy};
            quad(s->acc, stride, w, h, s->row_lo, s->row_hi, q);
        }
        px = lx; py = ly; qx = rx; qy = ry;
    }
}

/* Integrate the accumulation into coverage 0..1, in place; entries outside a row's touched range become 0. */
static void integrate(Scratch *s, int w, int h, int stride) {
    for (int y = 0; y < h; y++) {
        float *line = s->acc + (size_t)y * stride, sum = 0;
        int lo = s->row_lo[y], hi = s->row_hi[y] < w ? s->row_hi[y] : w;
        for (int x = lo; x < hi; x++) {
            sum += line[x];
            float c = fabsf(sum);
            line[x] = c < 1 ? c : 1;
        }
        for (int x = hi > lo ? hi : lo; x < w + 2 && x <= s->row_hi[y] + 1; x++) line[x] = 0;
        s->row_hi[y] = hi > lo ? hi : lo;
    }
}

/* One box blur along rows, from `in` to `out`. */
static void blur_rows(const float *in, float *out, int w, int h, int stride, int radius) {
    float inverse = 1.0f / (2 * radius + 1);
    for (int y = 0; y < h; y++, in += stride, out += stride) {
        float sum = 0;
        for (int i = 0; i < radius && i < w; i++) sum += in[i];
        for (int i = 0; i < w; i++) {
            if (i + radius < w) sum += in[i + radius];
            out[i] = sum * inverse;
            if (i >= radius) sum -= in[i - radius];
        }
    }
}

/* One box blur along columns: running sums of all columns at once, so that memory is read in rows. */
static void blur_columns(const float *in, float *out, float *sum, int w, int h, int stride, int radius) {
    float inverse = 1.0f / (2 * radius + 1);
    memset(sum, 0, sizeof(float) * w);
    for (int y = 0; y < radius && y < h; y++)
        for (int x = 0; x < w; x++) sum[x] += in[(size_t)y * stride + x];
    for (int y = 0; y < h; y++) {
        const float *enter = y + radius < h ? in + (size_t)(y + radius) * stride : NULL, *leave = y >= radius ? in + (size_t)(y - radius) * stride : NULL;
        float *line = out + (size_t)y * stride;
        if (enter) for (int x = 0; x < w; x++) sum[x] += enter[x];
        for (int x = 0; x < w; x++) line[x] = sum[x] * inverse;
        if (leave) for (int x = 0; x < w; x++) sum[x] -= leave[x];
    }
}

/* Two box blurs each way: a tent, close enough to a Gaussian for the soft edge of a shadow (Wells 1986). */
static void feather(Scratch *s, int w, int h, int stride, float radius_px) {
    int radius = (int)(radius_px / 2 + 0.5f);
    if (radius < 1) return;
    for (int pass = 0; pass < 2; pass++) {
        blur_rows(s->acc, s->blur, w, h, stride, radius);
        blur_columns(s->blur, s->acc, s->row, w, h, stride, radius);
    }
    for (int y = 0; y < h; y++) { s->row_lo[y] = 0; s->row_hi[y] = w; }
}

/* ---- texture -------------------------------------------------------------------------------------------------- */

#define GRAIN 512 /* texels per canvas unit, both ways */
static uint8_t grain_table[GRAIN * GRAIN];
static volatile int grain_ready; /* two threads may fill the table at once: both write the same */

static float hash2(int x, int y) {
    uint32_t h = (uint32_t)x * 374761393u + (uint32_t)y * 668265263u;
    h = (h ^ (h >> 13)) * 1274126177u;
    return (float)((h ^ (h >> 16)) & 0xffff) / 65535.0f;
}

/* Value noise that repeats after nx by ny cells. */
static float noise(float x, float y, int nx, int ny) {
    int ix = (int)x, iy = (int)y, jx = (ix + 1) % nx, jy = (iy + 1) % ny;
    float fx = x - ix, fy = y - iy;
    fx = fx * fx * (3 - 2 * fx); fy = fy * fy * (3 - 2 * fy);
    float top = hash2(ix, iy) * (1 - fx) + hash2(jx, iy) * fx, bottom = hash2(ix, jy) * (1 - fx) + hash2(jx, jy) * fx;
    return top * (1 - fy) + bottom * fy;
}

/* A dry brush: long streaks, fine across. */
static void make_grain(void) {
    for (int y = 0; y < GRAIN; y++)
        for (int x = 0; x < GRAIN; x++) {
            float u = (float)x / GRAIN, v = (float)y / GRAIN;
            float g = 0.65f * noise(u * 32, v * 160, 32, 160) + 0.35f * noise(u * 96, v * 256, 96, 256);
            grain_table[y * GRAIN + x] = (uint8_t)(g * 255 + 0.5f);
        }
    grain_ready = 1;
}

/* Where a row of pixels lies on the brush's texture. It is laid from the item's first knot, so that it travels with the item. */
typedef struct { float x, y, step; } Trail;

static Trail trail(float px, float py, const float *origin, float scale, float dx, float dy) {
    if (!grain_ready) make_grain();
    float k = GRAIN / scale;
    Trail t = {(px - dx) * k - origin[0] * GRAIN, (py - dy) * k - origin[1] * GRAIN, k};
    return t;
}

/* 0..1; the brush runs along one diagonal. */
static inline float grain_at(Trail t, int i) {
    float x = t.x + i * t.step;
    int u = (int)floorf(0.8f * x + 0.6f * t.y) & (GRAIN - 1), v = (int)floorf(0.8f * t.y - 0.6f * x) & (GRAIN - 1);
    return grain_table[v * GRAIN + u] * (1 / 255.0f);
}

/* What a dry brush leaves of a shadow or a light: it eats into the coverage. */
static void grain_cover(float *cov, int n, float strength, Trail t) {
    for (int i = 0; i < n; i++) {
        if (cov[i] <= 0.002f) continue;
        float keep = 1 - strength * 1.6f * (grain_at(t, i) - 0.25f);
        cov[i] *= keep < 0 ? 0 : keep > 1 ? 1 : keep;
    }
}

/* A body of colour must stay opaque, or what is behind shows through: there the brush makes the paint lighter and darker. */
static void grain_tint(float *canvas, const float *cov, int n, float strength, Trail t) {
    f4 *dst = (f4 *)canvas;
    for (int i = 0; i < n; i++, dst++) {
        if (cov[i] <= 0.002f) continue;
        f4 d = *dst;
        float alpha = d[3], k = 1 + cov[i] * strength * 0.5f * (grain_at(t, i) - 0.5f);
        d = d * k;
        for (int j = 0; j < 3; j++) if (d[j] > alpha) d[j] = alpha;
        d[3] = alpha;
        *dst = d;
    }
}

/* ---- blending ------------------------------------------------------------------------------------------------- */

typedef struct { const float *table; int kind; float ax, ay, m00, m01, m10, m11; } Source;

static Source prepare(const Paint *paint, const float *tables, const float *knots, float scale, float dx, float dy) {
    Source src = {tables + 4 * (size_t)paint->table, paint->kind, 0, 0, 0, 0, 0, 0};
    if (paint->kind == SOLID) return src;
    const float *a = knots + 4 * paint->a, *b = knots + 4 * paint->b;
    src.ax = a[0] * scale + dx; src.ay = a[1] * scale + dy;
    float ux = (b[0] - a[0]) * scale, uy = (b[1] - a[1]) * scale;
    if (paint->kind == LINEAR) {
        float n = ux * ux + uy * uy;
        n = n > 1e-6f ? (TABLE - 1) / n : 0;
        src.m00 = ux * n; src.m01 = uy * n;
    } else {
        const float *c = knots + 4 * paint->c;
        float vx = (c[0] - a[0]) * scale, vy = (c[1] - a[1]) * scale, det = ux * vy - uy * vx;
        if (fabsf(det) < 1e-6f) det = det < 0 ? -1e-6f : 1e-6f;
        float k = (TABLE - 1) / det;
        src.m00 = vy * k; src.m01 = -vx * k; src.m10 = -uy * k; src.m11 = ux * k;
    }
    return src;
}

static inline const float *colour_at(const Source *src, float x, float y) {
    float t;
    x -= src->ax; y -= src->ay;
    if (src->kind == LINEAR) {
        t = x * src->m00 + y * src->m01;
    } else {
        float p = x * src->m00 + y * src->m01, q = x * src->m10 + y * src->m11;
        t = sqrtf(p * p + q * q);
    }
    t = t < 0 ? 0 : t > TABLE - 1 ? TABLE - 1 : t;
    return src->table + 4 * (int)(t + 0.5f);
}

/* Inlined with constant `blend` and `solid`, so that each combination becomes its own tight loop. Colours in the tables
 * have their own alpha in the fourth place; in the arithmetic that place holds 1 (0 for SCREEN), which leaves the
 * canvas's alpha as each mode wants it. */
static inline __attribute__((always_inline)) void blend_row(
    float *canvas, const float *cov, int n, const Source *src, float px, float py, int blend, int solid) {
    f4 c = *(const f4 *)src->table;
    float own = c[3], place = blend == SCREEN ? 0.0f : 1.0f;
    c[3] = place;
    f4 *dst = (f4 *)canvas;
    for (int x = 0; x < n; x++, dst++) {
        float a = cov[x];
        if (a <= 0.002f) continue;
        if (!solid) { c = *(const f4 *)colour_at(src, px + x, py); own = c[3]; c[3] = place; }
        a *= own;
        f4 d = *dst;
        if (blend == OVER) d = d * (1 - a) + c * a;
        else if (blend == MULTIPLY) d = d * (1 - a * (1 - c));
        else if (blend == SCREEN) d = d + (a * c) * (d[3] - d);
        else d = d * (1 - a) + c * (a * d[3]);
        *dst = d;
    }
}

static void blend_any(float *dst, const float *cov, int n, const Source *src, float px, float py, int blend) {
    int solid = src->kind == SOLID;
#define CASE(B) case B: if (solid) blend_row(dst, cov, n, src, px, py, B, 1); else blend_row(dst, cov, n, src, px, py, B, 0); break
    switch (blend) { CASE(OVER); CASE(MULTIPLY); CASE(SCREEN); default: if (solid) blend_row(dst, cov, n, src, px, py, ATOP, 1); else blend_row(dst, cov, n, src, px, py, ATOP, 0); }
#undef CASE
}

/* Store a row of coverage, which is 0 outside lo..hi, in a register. */
static void keep_row(Scratch *s, int reg, int unite, const float *cov, Box box, int y, int lo, int hi) {
    uint8_t *m = s->mask[reg] + (size_t)y * s->width + box.x0;
    if (unite) {
        for (int x = lo; x < hi; x++) {
            uint8_t v = (uint8_t)(cov[x] * 255 + 0.5f);
            if (v > m[x]) m[x] = v;
        }
        return;
    }
    if (hi < lo) hi = lo;
    memset(m, 0, lo);
    for (int x = lo; x < hi; x++) m[x] = (uint8_t)(cov[x] * 255 + 0.5f);
    memset(m + hi, 0, box.x1 - box.x0 - hi);
}

static void open_register(Scratch *s, int reg, int unite, Box box) {
    Box old = s->mask_box[reg];
    if (!unite || old.x0 >= old.x1) { s->mask_box[reg] = box; if (unite) for (int y = box.y0; y < box.y1; y++) memset(s->mask[reg] + (size_t)y * s->width + box.x0, 0, box.x1 - box.x0); return; }
    Box all = {old.x0 < box.x0 ? old.x0 : box.x0, old.y0 < box.y0 ? old.y0 : box.y0, old.x1 > box.x1 ? old.x1 : box.x1, old.y1 > box.y1 ? old.y1 : box.y1};
    for (int y = all.y0; y < all.y1; y++) {
        uint8_t *m = s->mask[reg] + (size_t)y * s->width;
        if (y < old.y0 || y >= old.y1) { memset(m + all.x0, 0, all.x1 - all.x0); continue; }
        memset(m + all.x0, 0, old.x0 - all.x0);
        memset(m + old.x1, 0, all.x1 - old.x1);
    }
    s->mask_box[reg] = all;
}

static int draw_item(Scratch *s, const Item *item, int index, const Paint *paints, const float *tables, const float *knots,
                     float opacity, float scale, float dx, float dy, uint16_t *top) {
    int reg = item->keep >= 100 ? item->keep - 100 : item->keep, unite = item->keep >= 100;
    if (reg >= 0 && !unite) { Box none = {0, 0, 0, 0}; s->mask_box[reg] = none; }
    if (opacity <= 0.002f && reg < 0) return 1;
    if (!flatten(s, knots + 4 * (size_t)item->first, item->count, item->closed, scale, dx, dy)) return 0;
    if (s->flat_count < 2) return 1;
    float blur = item->feather * scale;
    Box box = bounds(s, item->kind == STROKE), canvas = {0, 0, s->width, s->height};
    int margin = blur >= 1.5f ? (int)(blur + 2) : 0;
    box.x0 -= margin; box.y0 -= margin; box.x1 += margin; box.y1 += margin;
    box = meet(box, canvas);
    if (item->clip >= 0) box = meet(box, s->mask_box[item->clip]);
    if (box.x0 >= box.x1 || box.y0 >= box.y1) return 1;
    int w = box.x1 - box.x0, h = box.y1 - box.y0, stride = w + 2;
    memset(s->acc, 0, sizeof(float) * (size_t)stride * h);
    for (int y = 0; y < h; y++) { s->row_lo[y] = w; s->row_hi[y] = 0; }
    if (item->kind == STROKE) trace_stroke(s, box, stride, item->closed); else trace_fill(s, box, stride);
    integrate(s, w, h, stride);
    if (margin) feather(s, w, h, stride, blur);
    if (reg >= 0) open_register(s, reg, unite, box);
    Source src = prepare(paints + item->paint, tables, knots, scale, dx, dy);
    const float *origin = knots + 4 * (size_t)item->first;
    for (int y = 0; y < h; y++) {
        float *cov = s->acc + (size_t)y * stride;
        int lo = s->row_lo[y], hi = s->row_hi[y], py = box.y0 + y;
        if (reg >= 0) keep_row(s, reg, unite, cov, box, py, lo, hi);
        if (lo >= hi || opacity <= 0.002f) continue;
        if (item->clip >= 0) {
            const uint8_t *m = s->mask[item->clip] + (size_t)py * s->width + box.x0;
            float k = opacity / 255.0f;
            for (int x = lo; x < hi; x++) cov[x] *= m[x] * k;
        } else if (opacity < 0.999f) {
            for (int x = lo; x < hi; x++) cov[x] *= opacity;
        }
        Trail brush = {0, 0, 0};
        if (item->grain > 0) brush = trail((float)(box.x0 + lo), (float)py, origin, scale, dx, dy);
        if (item->grain > 0 && item->blend != OVER) grain_cover(cov + lo, hi - lo, item->grain, brush);
        float *there = s->canvas + 4 * ((size_t)py * s->width + box.x0 + lo);
        blend_any(there, cov + lo, hi - lo, &src, box.x0 + lo + 0.5f, py + 0.5f, item->blend);
        if (item->grain > 0 && item->blend == OVER) grain_tint(there, cov + lo, hi - lo, item->grain, brush);
        if (top && item->blend == OVER) {
            uint16_t *t = top + (size_t)py * s->width + box.x0;
            for (int x = lo; x < hi; x++) if (cov[x] > 0.5f) t[x] = (uint16_t)(index + 1);
        }
    }
    return 1;
}

/* Premultiplied floats to bytes with straight alpha. */
static void finish(const float *canvas, uint8_t *out, size_t n) {
    const f4 *p = (const f4 *)canvas, zero = {0, 0, 0, 0}, full = {255, 255, 255, 255};
    for (size_t i = 0; i < n; i++, p++, out += 4) {
        f4 v = *p;
        float a = v[3];
        if (a <= 0.001f) { memset(out, 0, 4); continue; }
        v = v * (a >= 0.9995f ? 255.0f : 255.0f / a);
        v[3] = a * 255;
        v = v + 0.5f;
        i4 low = v < zero, high = v > full;
        v = (f4)(((i4)v & ~low & ~high) | ((i4)full & high));
        u4 bytes = __builtin_convertvector(__builtin_convertvector(v, i4), u4);
        memcpy(out, &bytes, 4);
    }
}

/* Draw the scene. knots (n, 4); opacity one per item; out (height, width, 4) straight alpha;
 * top (height, width) or NULL receives 1 + the index of the topmost opaque OVER item, 0 where there is none.
 * Returns 0 when memory ran out. */
EXPORT int vr_draw(Scratch *s, const Item *items, int item_count, const Paint *paints, const float *tables, const float *knots,
                   const float *opacity, float scale, float dx, float dy, uint8_t *out, uint16_t *top) {
    size_t n = (size_t)s->width * s->height;
    memset(s->canvas, 0, n * 4 * sizeof(float));
    if (top) memset(top, 0, n * sizeof(uint16_t));
    for (int i = 0; i < REGISTERS; i++) { Box none = {0, 0, 0, 0}; s->mask_box[i] = none; }
    for (int i = 0; i < item_count; i++)
        if (!draw_item(s, items + i, i, paints, tables, knots, opacity[i], scale, dx, dy, top)) return 0;
    finish(s->canvas, out, n);
    return 1;
}

/* ---- dense flow ------------------------------------------------------------------------------------------------ */

static void flow_triangle(const float *a, const float *b, const float *c, const float *ra, const float *rb, const float *rc, int layer,
                          const int16_t *layer_of_item, const uint16_t *top, int width, int height, float *flow, uint8_t *valid) {
    float area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (fabsf(area) < 1e-6f) return;
    float x0 = fminf(a[0], fminf(b[0], c[0])), x1 = fmaxf(a[0], fmaxf(b[0], c[0]));
    float y0 = fminf(a[1], fminf(b[1], c[1])), y1 = fmaxf(a[1], fmaxf(b[1], c[1]));
    int ix0 = x0 < 0 ? 0 : (int)x0, iy0 = y0 < 0 ? 0 : (int)y0, ix1 = x1 > width - 1 ? width - 1 : (int)x1, iy1 = y1 > height - 1 ? height - 1 : (int)y1;
    for (int y = iy0; y <= iy1; y++)
        for (int x = ix0; x <= ix1; x++) {
            size_t i = (size_t)y * width + x;
            if (!top[i] || layer_of_item[top[i] - 1] != layer) continue;
            float px = x + 0.5f, py = y + 0.5f;
            float u = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area, v = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
            if (u < -1e-4f || v < -1e-4f || u + v > 1.0001f) continue;
            flow[2 * i] = ra[0] + u * (rb[0] - ra[0]) + v * (rc[0] - ra[0]) - px;
            flow[2 * i + 1] = ra[1] + u * (rb[1] - ra[1]) + v * (rc[1] - ra[1]) - py;
            valid[i] = 1;
        }
}

/* Flow from pose to rest in pixels, for pixels whose topmost item lies on each layer. rest (gh, gw, 2) are grid nodes in
 * pixels, posed (layers, gh, gw, 2) where each layer's deformation takes them. Layer -1 items stay invalid. */
EXPORT void vr_flow(const uint16_t *top, int width, int height, const int16_t *layer_of_item, int layers, int gw, int gh, const float *rest,
                    const float *posed, float *flow, uint8_t *valid) {
    for (int layer = 0; layer < layers; layer++) {
        const float *p = posed + (size_t)layer * gw * gh * 2;
        for (int y = 0; y + 1 < gh; y++)
            for (int x = 0; x + 1 < gw; x++) {
                size_t i = 2 * ((size_t)y * gw + x), j = i + 2, k = i + 2 * gw, l = k + 2;
                flow_triangle(p + i, p + j, p + k, rest + i, rest + j, rest + k, layer, layer_of_item, top, width, height, flow, valid);
                flow_triangle(p + l, p + k, p + j, rest + l, rest + k, rest + j, layer, layer_of_item, top, width, height, flow, valid);
            }
    }
}

/* 1 when this processor can run the build for x86-64-v3 (or when this is not x86-64: then there is one build). */
EXPORT int vr_modern(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d, low, high;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27)) || !(c & (1u << 12))) return 0; /* OSXSAVE, FMA */
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6) return 0; /* the system saves the wide registers */
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 5)) && (b & (1u << 8)); /* AVX2, BMI2 */
#else
    return 1;
#endif
}
