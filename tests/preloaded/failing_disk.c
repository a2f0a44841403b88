/* A disk that fails when it is told to, and a record of what reached it. Preloaded into the program under test by
   `tests/src/failing_disk.rs`, which explains both. Only files below MISSEDHOOK_TEST_DISK are touched.

   MISSEDHOOK_TEST_DISK_CONTROL: eight bytes, shared memory:
     0  errno for write, pwrite, ftruncate           1  errno for fsync, fdatasync
     2  errno for opening to write                   3  which files: 0 all, 1 the write-ahead log, 2 the database
     4  how many more failures; 0 for no end         5  1: fsync and fdatasync do not come back while it is set
   MISSEDHOOK_TEST_DISK_RECORD: where every change is written down, in order:
     kind, path length (u8), path, offset (u64), length (u64), bytes of a write */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static volatile uint8_t *control;
static const char *disk;
static int record = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  disk = getenv("MISSEDHOOK_TEST_DISK");
  const char *path = getenv("MISSEDHOOK_TEST_DISK_CONTROL");
  if (!disk || !path) { disk = NULL; return; }
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  void *map = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) abort();
  control = map;
  path = getenv("MISSEDHOOK_TEST_DISK_RECORD");
  if (path) record = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The file's name below the disk; NULL for files elsewhere. */
static const char *below(const char *path) {
  size_t length = disk ? strlen(disk) : 0;
  if (!length || strncmp(path, disk, length) || path[length] != '/') return NULL;
  return path + length + 1;
}

static const char *name_of(int fd, char *path) {
  if (!disk) return NULL;
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return below(path);
}

static int ends(const char *name, const char *end) {
  size_t a = strlen(name), b = strlen(end);
  return a >= b && !strcmp(name + a - b, end);
}

/* The errno with which this fails now; 0 where it does not. Called in order. */
static int fails(int what, const char *name) {
  int error = control[what];
  if (!error) return 0;
  if (control[3] == 1 && !ends(name, ".db-wal")) return 0;
  if (control[3] == 2 && !ends(name, ".db")) return 0;
  if (control[4] && --control[4] == 0) control[0] = control[1] = control[2] = 0;
  return error;
}

static void put(const void *bytes, size_t length) {
  while (length) {
    ssize_t done = syscall(SYS_write, record, bytes, length);
    if (done <= 0) abort();
    bytes = (const char *)bytes + done;
    length -= done;
  }
}

static void note(char kind, const char *name, uint64_t offset, uint64_t length, const void *bytes) {
  if (record < 0 || ends(name, "-shm") || ends(name, ".log")) return;
  char head[2 + 255 + 16];
  uint8_t named = strlen(name) > 255 ? 255 : strlen(name);
  head[0] = kind;
  head[1] = named;
  memcpy(head + 2, name, named);
  memcpy(head + 2 + named, &offset, 8);
  memcpy(head + 10 + named, &length, 8);
  put(head, 18 + named);
  if (bytes) put(bytes, length);
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t offset, int positioned) {
  char path[PATH_MAX];
  int kept = errno;
  const char *name = name_of(fd, path);
  errno = kept;
  if (!name)
    return positioned ? syscall(SYS_pwrite64, fd, bytes, count, offset) : syscall(SYS_write, fd, bytes, count);
  pthread_mutex_lock(&order);
  int error = fails(0, name);
  ssize_t done = -1;
  if (!error) {
    off_t at = positioned ? offset : lseek(fd, 0, SEEK_CUR);
    done = positioned ? syscall(SYS_pwrite64, fd, bytes, count, offset) : syscall(SYS_write, fd, bytes, count);
    if (!positioned && done > 0) at = lseek(fd, 0, SEEK_CUR) - done;
    if (done > 0) note('w', name, at, done, bytes);
    kept = errno;
  }
  pthread_mutex_unlock(&order);
  errno = error ? error : kept;
  return done;
}

ssize_t write(int fd, const void *bytes, size_t count) { return write_at(fd, bytes, count, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return write_at(fd, bytes, count, offset, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return write_at(fd, bytes, count, offset, 1); }

static int sync_file(int fd, long call, char kind) {
  char path[PATH_MAX];
  const char *name = name_of(fd, path);
  if (!name) return syscall(call, fd);
  while (control[5]) usleep(20000);
  pthread_mutex_lock(&order);
  int error = fails(1, name);
  int result = error ? -1 : syscall(call, fd);
  if (!error && result) error = errno;
  note(result ? 'x' : kind, name, 0, 0, NULL);
  pthread_mutex_unlock(&order);
  if (result) errno = error;
  return result;
}

int fsync(int fd) { return sync_file(fd, SYS_fsync, 's'); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync, 'd'); }

static int cut(int fd, off_t length) {
  char path[PATH_MAX];
  const char *name = name_of(fd, path);
  if (!name) return syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&order);
  int error = fails(0, name);
  int result = error ? -1 : syscall(SYS_ftruncate, fd, length);
  if (!error && result) error = errno;
  if (!result) note('t', name, 0, length, NULL);
  pthread_mutex_unlock(&order);
  if (result) errno = error;
  return result;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int unlink(const char *path) {
  const char *name = below(path);
  if (!name) return syscall(SYS_unlink, path);
  pthread_mutex_lock(&order);
  int error = fails(2, name);
  int result = error ? -1 : syscall(SYS_unlink, path);
  if (!error && result) error = errno;
  if (!result) note('u', name, 0, 0, NULL);
  pthread_mutex_unlock(&order);
  if (result) errno = error;
  return result;
}

static int open_file(int dir, const char *path, int flags, mode_t mode) {
  const char *name = below(path);
  if (name && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))) {
    pthread_mutex_lock(&order);
    int error = fails(2, name);
    if (!error && (flags & O_TRUNC)) note('t', name, 0, 0, NULL);
    pthread_mutex_unlock(&order);
    if (error) { errno = error; return -1; }
  }
  return syscall(SYS_openat, dir, path, flags, mode);
}

#define OPEN(name)                                                         \
  int name(const char *path, int flags, ...) {                             \
    va_list rest;                                                          \
    va_start(rest, flags);                                                 \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                          \
    return open_file(AT_FDCWD, path, flags | (O_LARGEFILE), mode);         \
  }
OPEN(open)
OPEN(open64)
