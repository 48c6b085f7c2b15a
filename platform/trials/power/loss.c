/* Remembers what a disk would hold after a loss of power: preloaded into a server, it copies a file when the server syncs it, and a folder's
 * names when the server syncs the folder. What was written and never synced is not there afterwards, nor is a new name, and a name that was
 * taken away without a sync is there again. `tests/it/power.rs` makes the folder anew from what is remembered.
 *
 * POWER_DISK    the folder that loses power
 * POWER_KEPT    where it is remembered: names/<inode> (a line "<d or f> <inode> <mode> <name>" each) and contents/<inode>
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
#include <unistd.h>

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static const char *disk, *kept, *forgets;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    disk = getenv("POWER_DISK");
    kept = getenv("POWER_KEPT");
    forgets = getenv("POWER_FORGETS");
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
    char link[64], path[PATH_MAX], temporary[PATH_MAX + 64], final[PATH_MAX + 64];
    struct stat about;
    if (disk == NULL || kept == NULL) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fstat(file, &about) != 0) return;
    path[length] = '\0';
    size_t most = strlen(disk);
    if (strncmp(path, disk, most) != 0 || (path[most] != '/' && path[most] != '\0')) return;
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

int fsync(int file) {
    int result = real_fsync(file);
    if (result == 0) remember(file);
    return result;
}

int fdatasync(int file) {
    int result = real_fdatasync(file);
    if (result == 0) remember(file);
    return result;
}
