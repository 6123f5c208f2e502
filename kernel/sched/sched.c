// SPDX-License-Identifier: Apache-2.0
// sched: the run queue and the choice.
//
// A task that stops running only writes its state and moves to the CPU's own stack (nucleus_suspend, nucleus_leave, an
// interrupt or a fault); everything else happens in sched_choose, where no task is on its stack and none is inside a
// transaction. So an ended task's stack can be released from there on, and nobody ever runs on freed memory.
#include "kernel/sched/sched.h"

#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/sched/state.h"

// A wake takes some 700 bytes of journal; an interrupt's is 16 KiB, in which timers that are due are called too (kernel/timer), a choice's 64.
// Whoever is left comes with the next choice.
enum { TICK_WAKES = 6, CHOICE_WAKES = 48 };

CELL_STATE(struct sched_state, sched);
CELL_CPU_STATE(struct sched_cpu, sched_cpus);

TRACE_POINT(sched_switch, "task switch", "to task", "ready");
TRACE_POINT(sched_woken, "wake", "task", "status");
TRACE_POINT(sched_waits, "wait for", "what text", "text");
TRACE_POINT(sched_task, "task", "name text", "text");

uint32_t sched_here(void) {
  return (uint32_t)NUCLEUS_HERE(number);
}

// Behind the commit, when the lock is given: who is told finds what it is told of.
CELL_CALLBACK void sched_signal(uint64_t, uint64_t, uint64_t) {
  struct nucleus_cpu *here = nucleus_cpu();
  uint32_t *whom = &sched_cpus[here->number].to_signal;
  for (struct nucleus_cpu *cpu = here->following; cpu != NULL && cpu != here; cpu = cpu->following) {
    if ((*whom & UINT32_C(1) << cpu->number) == 0) continue;
    __atomic_store_n(&cpu->choose_pending, 1, __ATOMIC_RELEASE);
    here->upcalls.signal(cpu->number);
  }
  *whom = 0;
}

void sched_choose_soon(uint32_t cpu) {
  uint32_t here = sched_here(), *whom = &sched_cpus[here].to_signal;
  if (cpu == here) {
    nucleus_cpu()->choose_pending = 1;
    return;
  }
  if (*whom == 0) AFTER(sched_signal, 0, 0, 0);
  *whom |= UINT32_C(1) << cpu;
}

bool sched_is_on_cpu(const struct task *task) {
  return sched_cpus[task->cpu].running == task;
}

uint64_t sched_now_ns(void) {
  return sched_cpus[sched_here()].now_ns;
}

// ---- Where a task that becomes ready runs ----

// How long a task that is made ready waits for who has made it ready, while another CPU could run it.
enum { KEPT_NS = 100000 };

HOLDS(&sched.lock) static void come_at(struct sched_cpu *own, uint64_t moment_ns) {
  if (moment_ns >= own->alarm_ns || sched.time.alarm == NULL) return;
  own->alarm_ns = moment_ns;
  sched.time.alarm(moment_ns);
}

// Who makes a task ready mostly waits next, for that task: then this CPU is free for it, what both use is in its caches, and nobody has to be told. If it
// does not wait, the timer comes and another CPU takes one of the two.
HOLDS(&sched.lock) static bool is_kept(const struct task *task, uint32_t here) {
  struct sched_cpu *own = &sched_cpus[here];
  const struct task *by = own->running;
  if (by == NULL || own->queue.count != 0 || (task->cpus >> here & 1) == 0 || task_current() != by) return false;
  return !policy_preempts(&own->queue, by, task);
}

HOLDS(&sched.lock) static void keep(struct sched_cpu *own) {
  own->kept_by = own->running;
  own->kept_switches = own->running->switches;
  own->kept_looked = false;
  come_at(own, own->now_ns + KEPT_NS);
}

// Here; else where it was, for what the caches there still know; elsewhere when that CPU is busy and another one is not.
HOLDS(&sched.lock) static uint32_t place_among(const struct task *task, uint32_t here) {
  uint32_t bit = UINT32_C(1) << task->cpu, may = sched.started & (uint32_t)task->cpus, idle = sched.idle & may;
  if (is_kept(task, here)) {
    if (idle != 0) keep(&sched_cpus[here]);
    return here;
  }
  if ((idle & bit) != 0 || (idle == 0 && (may & bit) != 0) || may == 0) return task->cpu;
  return (uint32_t)__builtin_ctz(idle != 0 ? idle : may);
}

HOLDS(&sched.lock) static uint32_t place_of(const struct task *task) {
  uint32_t here = sched_here();
  bool is_alone = task->cpu == here && (sched.started & ~(UINT32_C(1) << here)) == 0;
  return is_alone ? here : place_among(task, here);
}

// Who is made ready in an AFTER of the choice itself comes too late to be chosen by it, so the CPU must not go idle.
void sched_make_ready(struct task *task, enum policy_comes comes, uint64_t ran_ns) {
  uint32_t at = task->cpu;
  if (comes == POLICY_WOKEN || (task->cpus >> at & 1) == 0) at = place_of(task);
  struct sched_cpu *cpu = &sched_cpus[at];
  const struct task *running = cpu->running;
  task->state = TASK_READY;
  if (task->cpu != at) task->cpu = at;
  policy_enqueue(&cpu->queue, task, comes, ran_ns);
  if (running == task) return;  // put off, by the choice that goes on
  uint32_t bit = UINT32_C(1) << at;
  if (running == NULL ? (sched.started & bit) != 0 : policy_preempts(&cpu->queue, running, task)) sched_choose_soon(at);
  if (running == NULL && (sched.idle & bit) != 0) sched.idle &= ~bit;  // the next one goes to another
}

// What the running task has had since that was last said. The time-stamp counters of two CPUs may differ a little.
HOLDS(&sched.lock) static uint64_t account(struct task *task, uint64_t now) {
  uint64_t cycles = now > task->running_since ? now - task->running_since : 0;
  task->run_cycles += cycles;
  return (uint64_t)((unsigned __int128)cycles * sched.time.ns_a_cycle >> 32);
}

// It would have run on, and somebody else does: a CPU that has nothing to do takes one of them. Else it would wait for who waits for it, perhaps.
HOLDS(&sched.lock) static void offer(const struct task *task) {
  uint32_t idle = sched.idle & (uint32_t)task->cpus & ~(UINT32_C(1) << task->cpu);
  if (idle != 0) sched_choose_soon((uint32_t)__builtin_ctz(idle));
}

HOLDS(&sched.lock) static void put_off(struct task *task, bool left, uint64_t now) {
  uint64_t ran_ns = account(task, now);
  if (task->kill_wanted && task->state != TASK_ENDED) {
    sched_tell_end(task);
    sched_end_task(task, TASK_WAS_KILLED, 0);
  } else if (left && task->state != TASK_ENDED) {
    LOG(LOG_ERROR, "task %lu '%s' left its stack without having ended", task->number, task->name);
    sched_end_task(task, TASK_EXITED, 0);
  }
  if (task->state != TASK_RUNNING) policy_account(&sched_cpus[task->cpu].queue, task, ran_ns, true);
  if (task->state == TASK_ENDED) {
    sched_cpus[task->cpu].running = NULL;
    return sched_drop_task(task);
  }
  uint64_t used = task->context.stack_high - task->context.rsp;
  if (used > task->stack_used) task->stack_used = used;
  if (task->state != TASK_RUNNING) return;
  enum policy_comes comes = (task->switches & TASK_GIVES_WAY) != 0 ? POLICY_GAVE_WAY : POLICY_PREEMPTED;
  if ((task->cpus >> task->cpu & 1) == 0) return sched_make_ready(task, comes, ran_ns);
  struct sched_cpu *own = &sched_cpus[task->cpu];
  task->state = TASK_READY;
  policy_enqueue(&own->queue, task, comes, ran_ns);
  if (comes == POLICY_PREEMPTED && own->queue.count > 1) offer(task);
}

static uint64_t ns_at(uint64_t cycles) {
  if (cycles < sched.time.start) return 0;
  return (uint64_t)((unsigned __int128)(cycles - sched.time.start) * sched.time.ns_a_cycle >> 32);
}

// All that is loaded in front of all that is stored: so the journal takes the stores as one group.
HOLDS(&sched.lock) static struct nucleus_context *put_on(struct task *task, uint32_t cpu, uint64_t now) {
  uint64_t switches = (task->switches & ~TASK_GIVES_WAY) + 1;
  task->state = TASK_RUNNING;
  task->running_since = now;
  task->switches = switches;
  if (task->cpu != cpu) task->cpu = cpu;
  return &task->context;
}

// The longest queue of the others, if it is longer than that; those of who idles are empty.
HOLDS(&sched.lock) static struct sched_cpu *longest(uint32_t cpu, uint64_t than) {
  struct sched_cpu *found = NULL;
  for (uint32_t others = sched.started & ~sched.idle & ~(UINT32_C(1) << cpu); others != 0; others &= others - 1) {
    struct sched_cpu *other = &sched_cpus[__builtin_ctz(others)];
    if (other->queue.count <= than) continue;
    found = other;
    than = other->queue.count;
  }
  return found;
}

// From another queue when nobody else waits in the own one, or when that one is longer by more than the difference that this makes. Who gives way lets those
// of other queues run too: it does not count.
[[gnu::noinline]] HOLDS(&sched.lock) static void steal(struct sched_cpu *own, uint32_t cpu, const struct task *before) {
  uint64_t waiting = own->queue.count;
  if (waiting > 0 && before != NULL && before->state == TASK_READY && (before->switches & TASK_GIVES_WAY) != 0)
    waiting--;
  struct sched_cpu *from = longest(cpu, waiting == 0 ? 0 : waiting + 1);
  struct task *task = from == NULL ? NULL : policy_steal(&from->queue, cpu);
  if (task == NULL) return;
  own->stolen++;
  task->cpu = cpu;
  policy_enqueue(&own->queue, task, POLICY_PREEMPTED, 0);
}

// A CPU that runs a task is neither new nor idle.
HOLDS(&sched.lock) static void note_idle(uint32_t cpu, bool is_idle) {
  uint32_t bit = UINT32_C(1) << cpu, idle = is_idle ? bit : 0;
  if ((sched.started & bit) == 0) sched.started |= bit;
  if ((sched.idle & bit) != idle) sched.idle ^= bit;
}

// ---- Time ----

// A slice is over when it has been counted, with the fractions of ns that counting leaves out; who has used up his, and is alone, is looked
// at again later.
enum { ROUNDING_NS = 1000, ALONE_NS = 6000000 };

void sched_set_time(const struct sched_time *time) {
  lock_enter(&sched.lock);
  sched.time = *time;
  lock_leave(&sched.lock);
}

// A task that runs alone has slices too, so who is woken meanwhile asks for no alarm. One that nobody needs any more stays: it comes for
// nothing, which costs less than to set it at each choice.
HOLDS(&sched.lock) static void set_alarm(struct sched_cpu *own, const struct task *running, uint64_t now_ns) {
  uint64_t moment = timer_queue_deadline(&own->sleepers);
  if (running != NULL) {
    uint64_t left = policy_slice_ns(running), end = now_ns + (left == 0 ? ALONE_NS : left + ROUNDING_NS);
    if (end < moment) moment = end;
  }
  come_at(own, moment);
}

// The nucleus calls, and tells no time; a timer tells it in ns.
CELL_UNSAFE("read before anything is stored: made again, the choice accounts a little more to the task before")
static uint64_t cycles_now(void) {
  return arch_cycles();
}

// Nothing from here to the next task uses them. Made again, the choice finds them saved.
RAW_STATIC void save_floating(void) {
  struct nucleus_cpu *cpu = nucleus_cpu();
  arch_floating_save(cpu->floating);
  cpu->floating = NULL;
}

// The upcall: on the CPU's own stack, interrupts off, a transaction.
CELL_CALLBACK struct nucleus_context *sched_choose(struct nucleus_context *suspended) {
  uint64_t now = cycles_now();
  if (NUCLEUS_HERE(floating) != NULL) save_floating();
  lock_enter(&sched.lock);
  uint32_t cpu = sched_here();
  struct sched_cpu *own = &sched_cpus[cpu];
  struct task *before = own->running;
  uint64_t from = 0;
  if (before != NULL) {
    from = before->number;
    put_off(before, suspended == NULL, now);
  }
  if (own->late) {
    own->running = NULL;  // if it sleeps itself, it has left
    own->late = sched_wake_sleepers(&own->sleepers, own->now_ns, CHOICE_WAKES);
  }
  if ((sched.started & ~(UINT32_C(1) << cpu)) != 0) steal(own, cpu, before);
  struct task *next = policy_choose(&own->queue);
  if (before == NULL || next == NULL) note_idle(cpu, next == NULL);
  uint64_t to = next == NULL ? 0 : next->number;
  if (from != to) trace_record_at(&sched_switch, TRACE_PHASE_INSTANT, now, from, to, own->queue.count);
  uint64_t now_ns = ns_at(now);
  if (now_ns < own->now_ns) now_ns = own->now_ns;
  struct nucleus_context *context = next == NULL ? NULL : put_on(next, cpu, now);
  own->running = next;
  if (next != NULL) own->now_ns = now_ns;
  set_alarm(own, next, now_ns);
  if (NUCLEUS_HERE(choose_pending) != 0) nucleus_cpu()->choose_pending = 0;  // who was made ready so far took part
  lock_leave(&sched.lock);
  return context;
}

CELL_CALLBACK status_t sched_init(void) {
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++) {
    sched_cpus[cpu].now_ns = 0;
    sched_cpus[cpu].alarm_ns = UINT64_MAX;
  }
  nucleus_set_upcalls(&(struct nucleus_upcalls){.choose = sched_choose});
  char policy[32];
  policy_name(policy, sizeof policy);
  LOG(LOG_INFO, "scheduling by %s", policy);
  return OK;
}

CELL_OPS(struct cell_lifecycle, sched_lifecycle) = {.init = sched_init};

// Its own affair, and no more than a wish for the choice that comes next.
RAW_STATIC void wish_to_give_way(struct task *task) {
  task->switches |= TASK_GIVES_WAY;
}

void sched_give_way(void) {
  struct task *task = task_current();
  if (task == NULL) return;
  wish_to_give_way(task);
  nucleus_suspend();
}

void sched_policy(char *name, uint32_t size) {
  policy_name(name, size);
}

// Others are ready, and the running one has had its slice.
HOLDS(&sched.lock) static bool is_due(struct sched_cpu *cpu) {
  bool others = cpu->queue.count > 0 || longest((uint32_t)(cpu - sched_cpus), 1) != NULL;
  if (!others || cpu->running == NULL) return others;
  return policy_slice_ns(cpu->running) == 0 || cpu->late;
}

// Somebody is ready here, and another CPU has nothing to do: that one takes him, unless he has been made ready just now.
HOLDS(&sched.lock) static void hand_out(struct sched_cpu *own) {
  const struct task *running = own->running;
  uint32_t idle = sched.idle & ~(UINT32_C(1) << (uint32_t)(own - sched_cpus));
  if (own->queue.count == 0 || idle == 0 || running == NULL) return;
  if (running == own->kept_by && running->switches == own->kept_switches && !own->kept_looked) {
    own->kept_looked = true;
    come_at(own, own->now_ns + KEPT_NS);
  } else {
    sched_choose_soon((uint32_t)__builtin_ctz(idle));
  }
}

bool sched_tick(uint64_t now_ns) {
  uint64_t now = cycles_now();
  lock_enter(&sched.lock);
  struct sched_cpu *own = &sched_cpus[sched_here()];
  if (now_ns > own->now_ns) own->now_ns = now_ns;
  own->alarm_ns = UINT64_MAX;
  if (own->running != NULL) {
    policy_account(&own->queue, own->running, account(own->running, now), false);
    own->running->running_since = now;
  }
  own->late = sched_wake_sleepers(&own->sleepers, own->now_ns, TICK_WAKES);
  bool due = is_due(own);
  set_alarm(own, own->running, own->now_ns);
  hand_out(own);
  lock_leave(&sched.lock);
  return due;
}

uint64_t sched_ready(void) {
  uint64_t count = 0;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    count += sched_cpus[cpu].queue.count;
  return count;
}

void sched_start(void) {
  arch_interrupts_off();
  nucleus_cpu()->strict = 1;
  nucleus_leave();
}
