// The upstream of the benchmarks: an OpenAI-compatible server that spends as little CPU as it can. Every POST
// gets the same answer of about 100 tokens, LATENCY_MS +- JITTER_MS after it has come; one in SLOW_ONE_IN takes
// SLOW_MS instead. For Linux only.
//
//   gcc -O2 -o mock mock.c && ./mock [LATENCY_MS [JITTER_MS [SLOW_ONE_IN SLOW_MS]]]
//
// It prints the port that it listens on, and the number of its answers whenever its last connection has closed.
// It ends when its parent does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONNECTIONS 65536
#define MAX_EVENTS 1024
#define LEAST_ROOM 8192
#define SLOTS 65536 // of the wheel, one for each millisecond; no latency is longer

typedef struct {
  unsigned generation; // tells a connection from an earlier one with the same descriptor
  size_t used, capacity;
  char *buffer; // what has come of requests that are not complete
} Connection;

typedef struct Answer {
  int fd;
  unsigned generation;
  struct Answer *next;
} Answer;

static Connection connections[MAX_CONNECTIONS];
static int epoll, listener, open_connections;
static unsigned generations;
static Answer *wheel[SLOTS], *spare;
static long waiting;
static int latency_ms, jitter_ms, slow_one_in, slow_ms;
static unsigned long taken;
static char response[4096];
static int response_length;
static unsigned long answered;
static long now_ms;

static const char answer_text[] =
  "The review describes the product as being of good quality, with a fast delivery and a helpful service team. "
  "The customer is satisfied overall, although the packaging could be improved and the price is considered "
  "slightly high compared with similar products. Sentiment: positive. Confidence: 0.92. Topics: quality, "
  "delivery, service, price, packaging. Suggested label: satisfied_customer. Language: English. No personal data "
  "was detected in the text and no policy violation was found.";

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long clock_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000L + time.tv_nsec / 1000000;
}

static void make_response(void) {
  char body[3072];
  int length = snprintf(body, sizeof body,
    "{\"id\":\"chatcmpl-abc123456789\",\"object\":\"chat.completion\",\"created\":1700000000,"
    "\"model\":\"mock-model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},"
    "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":100,"
    "\"total_tokens\":220},\"system_fingerprint\":\"fp_1\"}", answer_text);
  response_length = snprintf(response, sizeof response,
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_0123456789\r\n"
    "x-ratelimit-remaining-requests: 9999\r\nx-ratelimit-remaining-tokens: 999999\r\n"
    "content-length: %d\r\n\r\n%s", length, body);
}

static void watch(int fd) {
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static void start_listening(void) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (listener < 0 || bind(listener, (void *)&address, length)) fail("bind");
  if (listen(listener, 8192) || getsockname(listener, (void *)&address, &length)) fail("listen");
  watch(listener);
  printf("%d\n", ntohs(address.sin_port));
}

static void accept_all(void) {
  int fd, one = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_CONNECTIONS) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Connection *connection = &connections[fd];
    connection->used = 0;
    connection->generation = ++generations;
    open_connections += 1;
    watch(fd);
  }
}

static void close_connection(int fd) {
  connections[fd].generation = 0;
  close(fd);
  open_connections -= 1;
  if (open_connections > 0 || answered == 0) return;
  printf("%lu\n", answered);
  answered = 0;
}

static void answer(int fd) {
  if (send(fd, response, response_length, MSG_NOSIGNAL) != response_length) return;
  answered += 1;
}

static int next_delay(void) {
  taken += 1;
  if (slow_one_in && taken % slow_one_in == 0) return slow_ms;
  return latency_ms + (jitter_ms ? rand() % (2 * jitter_ms + 1) - jitter_ms : 0);
}

static void answer_later(int fd) {
  int delay = next_delay();
  Answer *later = spare;
  if (later) spare = later->next;
  else if (!(later = malloc(sizeof *later))) fail("malloc");
  Answer **slot = &wheel[(now_ms + (delay < 1 ? 1 : delay)) % SLOTS];
  *later = (Answer){ .fd = fd, .generation = connections[fd].generation, .next = *slot };
  *slot = later;
  waiting += 1;
}

static void take_request(int fd) {
  if (latency_ms || jitter_ms || slow_one_in) answer_later(fd);
  else answer(fd);
}

// The length of the first whole request, 0 if there is none yet.
static size_t request_length(char *from, size_t length) {
  char *end = memmem(from, length, "\r\n\r\n", 4);
  if (!end) return 0;
  *end = 0;
  char *header = strcasestr(from, "content-length:");
  *end = '\r';
  size_t whole = end + 4 - from + (header ? atol(header + 15) : 0);
  return whole <= length ? whole : 0;
}

static void make_room(Connection *connection) {
  if (connection->capacity - connection->used >= LEAST_ROOM) return;
  connection->capacity = connection->capacity ? connection->capacity * 2 : 2 * LEAST_ROOM;
  connection->buffer = realloc(connection->buffer, connection->capacity);
  if (!connection->buffer) fail("realloc");
}

static void read_requests(int fd) {
  Connection *connection = &connections[fd];
  make_room(connection);
  ssize_t count = read(fd, connection->buffer + connection->used, connection->capacity - connection->used);
  if (count <= 0) {
    close_connection(fd);
    return;
  }
  connection->used += count;
  size_t from = 0, length;
  while ((length = request_length(connection->buffer + from, connection->used - from)) > 0) {
    take_request(fd);
    from += length;
  }
  connection->used -= from;
  memmove(connection->buffer, connection->buffer + from, connection->used);
}

static void answer_slot(Answer **slot) {
  Answer *each = *slot;
  *slot = NULL;
  while (each) {
    Answer *next = each->next;
    if (connections[each->fd].generation == each->generation) answer(each->fd);
    each->next = spare;
    spare = each;
    waiting -= 1;
    each = next;
  }
}

int main(int count, char **arguments) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  setlinebuf(stdout);
  latency_ms = count > 1 ? atoi(arguments[1]) : 0;
  jitter_ms = count > 2 ? atoi(arguments[2]) : 0;
  slow_one_in = count > 4 ? atoi(arguments[3]) : 0;
  slow_ms = count > 4 ? atoi(arguments[4]) : 0;
  make_response();
  epoll = epoll_create1(0);
  start_listening();
  long done_ms = 0;
  for (;;) {
    struct epoll_event events[MAX_EVENTS];
    int ready = epoll_wait(epoll, events, MAX_EVENTS, waiting ? 1 : -1);
    now_ms = clock_ms();
    if (waiting == 0) done_ms = now_ms; // a long rest is not made up for
    for (int at = 0; at < ready; at += 1) {
      if (events[at].data.fd == listener) accept_all();
      else read_requests(events[at].data.fd);
    }
    for (; done_ms < now_ms; done_ms += 1) answer_slot(&wheel[(done_ms + 1) % SLOTS]);
  }
}
