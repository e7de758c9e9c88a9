// Makes one call of a program fail, for `.ci/holds`: loaded before the C library by LD_PRELOAD, it counts over all threads.
// FAILING_CALL is create, write, sync, rename or mkdir, FAILING_AT the call that fails first (0 for none), FAILING_LAST the last that does,
// FAILING_ERROR the error number; with FAILING_COUNT the number of calls is written to that file at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>

static atomic_long calls;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

// Whether this call is to fail, and with which error.
static int fails(const char *call) {
  const char *wanted = getenv("FAILING_CALL");
  if (!wanted || strcmp(wanted, call) != 0) return 0;
  long at = atomic_fetch_add(&calls, 1) + 1, first = number("FAILING_AT");
  if (first == 0 || at < first || at > number("FAILING_LAST")) return 0;
  errno = (int)number("FAILING_ERROR");
  return 1;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("FAILING_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", (long)calls);
  fclose(file);
}

#define NEXT(name, ...) (((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__))

// Standard streams are no files of a run.
ssize_t write(int fd, const void *bytes, size_t count) {
  return fd > 2 && fails("write") ? -1 : NEXT(write, fd, bytes, count);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return fd > 2 && fails("write") ? -1 : NEXT(writev, fd, parts, count);
}
int fsync(int fd) { return fails("sync") ? -1 : NEXT(fsync, fd); }
int fdatasync(int fd) { return fails("sync") ? -1 : NEXT(fdatasync, fd); }
int rename(const char *from, const char *to) { return fails("rename") ? -1 : NEXT(rename, from, to); }
int mkdir(const char *path, mode_t mode) { return fails("mkdir") ? -1 : NEXT(mkdir, path, mode); }

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0; }

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return flags & O_CREAT && fails("create") ? -1 : NEXT(open64, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return flags & O_CREAT && fails("create") ? -1 : NEXT(openat64, folder, path, flags, mode);
}
