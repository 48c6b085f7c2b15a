/* Moves the clock of the program that it is preloaded into: what the system says of the day, and so many seconds more or less. What
 * measures time that passes (CLOCK_MONOTONIC) is left alone, as a correction of a machine's clock leaves it.
 *
 * CLOCK_SHIFT  a file of eight bytes: the seconds, in the machine's own order; it may change at any time
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static const volatile int64_t *shift;

__attribute__((constructor)) static void begin(void) {
    if (real_clock_gettime != NULL) return;
    const char *path = getenv("CLOCK_SHIFT");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        void *seen = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
        if (seen != MAP_FAILED) shift = seen;
        close(file);
    }
    real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    begin();
    int result = real_clock_gettime(clock, now);
    if (result == 0 && clock == CLOCK_REALTIME && shift != NULL) now->tv_sec += *shift;
    return result;
}
