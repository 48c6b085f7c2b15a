/* Remembers what a disk would hold after a loss of power: preloaded into a server, it copies a file when the server syncs it, and a folder's
 * names when the server syncs the folder. What was written and never synced is not there afterwards, nor is a new name, and a name that was
 * taken away without a sync is there again. It also plays a disk that is full, or broken for a while. `tests/it/power.rs` makes the folder anew from what is remembered.
 *
 * POWER_DISK    the folder that loses power
 * POWER_KEPT    where it is remembered: names/<inode> (a line "<d or f> <inode> <mode> <name>" each) and contents/<inode>
 * POWER_FAULT   a path: while <path>.full is there the disk is full, while <path>.io is there it can neither write nor sync
 * POWER_FORGETS what is synced in vain, to see that the trial notices: "folders", or the end of a file's name
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static const char *disk, *kept, *forgets, *fault;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* A copy: PostgreSQL writes its title over the environment it was given. */
static const char *setting(const char *name) {
    const char *text = getenv(name);
    return text == NULL ? NULL : strdup(text);
}

/* Before anything of the program runs, or the first of its libraries writes. */
__attribute__((constructor)) static void begin(void) {
    if (real_write != NULL) return;
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_writev = (ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    real_pwrite64 = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    real_pwritev = (ssize_t (*)(int, const struct iovec *, int, off_t))dlsym(RTLD_NEXT, "pwritev");
    real_write = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    disk = setting("POWER_DISK");
    kept = setting("POWER_KEPT");
    forgets = setting("POWER_FORGETS");
    fault = setting("POWER_FAULT");
}

/* Whether it is a file or a folder of the disk; its path. */
static int is_on_disk(int file, char path[PATH_MAX]) {
    char link[64];
    if (disk == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    size_t most = strlen(disk);
    return strncmp(path, disk, most) == 0 && (path[most] == '/' || path[most] == '\0');
}

static int is_there(const char *end) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s%s", fault, end);
    return access(path, F_OK) == 0;
}

/* What a write (or a sync) of this file fails with now; 0: with nothing. */
static int fails(int file, int is_sync) {
    char path[PATH_MAX];
    if (fault == NULL) return 0;
    int code = is_there(".io") ? EIO : !is_sync && is_there(".full") ? ENOSPC : 0;
    return code != 0 && is_on_disk(file, path) ? code : 0;
}

/* A server that is believed to sync and is not remembered would make the trial worthless. */
static void give_up(const char *what) {
    fprintf(stderr, "power: %s: %s\n", what, strerror(errno));
    _exit(99);
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), most = strlen(end);
    return length >= most && strcmp(text + length - most, end) == 0;
}

static void remember_file(int file, const char *path, int to) {
    static char bytes[1 << 20];
    off_t at = 0;
    ssize_t count = pread(file, bytes, sizeof bytes, at);
    int mine = -1;
    if (count < 0 && errno == EBADF) { /* opened to write only */
        mine = file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) give_up(path);
        count = pread(file, bytes, sizeof bytes, at);
    }
    for (; count > 0; count = pread(file, bytes, sizeof bytes, at)) {
        if (write(to, bytes, (size_t)count) != count) give_up("a copy");
        at += count;
    }
    if (count < 0) give_up(path);
    if (mine >= 0) close(mine);
}

static void remember_folder(const char *path, int to) {
    DIR *folder = opendir(path);
    if (folder == NULL) give_up(path);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) continue; /* gone meanwhile */
        char line[NAME_MAX + 64];
        int length = snprintf(line, sizeof line, "%c %llu %o %s\n", S_ISDIR(about.st_mode) ? 'd' : 'f',
                              (unsigned long long)about.st_ino, about.st_mode & 07777, entry->d_name);
        if (write(to, line, (size_t)length) != length) give_up("a list of names");
    }
    closedir(folder);
}

static void remember(int file) {
    char path[PATH_MAX], temporary[PATH_MAX + 64], final[PATH_MAX + 64];
    struct stat about;
    if (kept == NULL || !is_on_disk(file, path) || fstat(file, &about) != 0) return;
    int folder = S_ISDIR(about.st_mode);
    if (!folder && !S_ISREG(about.st_mode)) return;
    if (forgets != NULL && (folder ? strcmp(forgets, "folders") == 0 : ends_with(path, forgets))) return;
    const char *kind = folder ? "names" : "contents";
    pthread_mutex_lock(&one_at_a_time);
    snprintf(temporary, sizeof temporary, "%s/writing-%d", kept, (int)getpid());
    snprintf(final, sizeof final, "%s/%s/%llu", kept, kind, (unsigned long long)about.st_ino);
    int to = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0) give_up(temporary);
    if (folder) remember_folder(path, to); else remember_file(file, path, to);
    close(to);
    if (rename(temporary, final) != 0) give_up(final);
    pthread_mutex_unlock(&one_at_a_time);
}

static int sync_by(int (*really)(int), int file) {
    int code = fails(file, 1);
    if (code != 0) {
        errno = code;
        return -1;
    }
    int result = really(file);
    if (result == 0) remember(file);
    return result;
}

int fsync(int file) {
    begin();
    return sync_by(real_fsync, file);
}

int fdatasync(int file) {
    begin();
    return sync_by(real_fdatasync, file);
}

#define UNLESS_IT_FAILS(really)     \
    begin();                        \
    int code = fails(file, 0);      \
    if (code != 0) {                \
        errno = code;               \
        return -1;                  \
    }                               \
    return really

ssize_t write(int file, const void *bytes, size_t count) {
    UNLESS_IT_FAILS(real_write(file, bytes, count));
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    UNLESS_IT_FAILS(real_writev(file, parts, count));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    UNLESS_IT_FAILS(real_pwrite64(file, bytes, count, at));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    UNLESS_IT_FAILS(real_pwrite64(file, bytes, count, at));
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    UNLESS_IT_FAILS(real_pwritev(file, parts, count, at));
}
