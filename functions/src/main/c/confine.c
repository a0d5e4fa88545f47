/* Giving up every privilege, for good. What comes after it may be anybody's code. */
#include "gust.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The system call filter knows x86_64 and aarch64 only."
#endif

static const char *failed_step = "";

const char *confine_error(void) {
    return failed_step;
}

/* Calls that a function has no use for and that have been ways out of sandboxes. Everything newer than the last call that was
   looked at is refused too, as if the kernel did not have it. */
static const int refused[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot,
    SYS_setns, SYS_unshare, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_sethostname, SYS_setdomainname, SYS_init_module,
    SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl,
    SYS_add_key, SYS_request_key, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_acct, SYS_quotactl, SYS_syslog,
    SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_vhangup, SYS_fanotify_init,
    SYS_lookup_dcookie, SYS_nfsservctl, SYS_migrate_pages, SYS_move_pages, SYS_mbind, SYS_set_mempolicy, SYS_personality,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS_ustat, SYS_sysfs, SYS__sysctl, SYS_create_module,
    SYS_get_kernel_syms, SYS_query_module,
#endif
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig,
    SYS_fsmount, SYS_fspick, SYS_pidfd_getfd, SYS_process_madvise, SYS_mount_setattr, SYS_quotactl_fd,
};
#define LAST_KNOWN_CALL 451 /* cachestat; later ones (map_shadow_stack, statmount, lsm_*) are of no use to functions */
#define NAMESPACE_FLAGS \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | 0x80)

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define REFUSE(error) ANSWER(SECCOMP_RET_ERRNO | (error))

static int filter_calls(void) {
    struct sock_filter program[160];
    int n = 0;
#define ADD(...) program[n++] = (struct sock_filter)__VA_ARGS__
    ADD(LOAD(arch));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0));
    ADD(ANSWER(SECCOMP_RET_KILL_PROCESS));
    ADD(LOAD(nr));
    /* Above the last known call, which covers x32 too; and clone3, whose flags a filter can not read: the C library falls
       back to clone. */
    ADD(BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_KNOWN_CALL, 1, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1));
    ADD(REFUSE(ENOSYS));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
    ADD(LOAD(args[0]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACE_FLAGS, 0, 1));
    ADD(REFUSE(EPERM));
    ADD(ANSWER(SECCOMP_RET_ALLOW));
    /* Unix, internet and routing information only: no packets, no vsock to a hypervisor, no kernel crypto, no netfilter. */
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 9));
    ADD(LOAD(args[0]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 6, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 5, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 4, 0));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 2));
    ADD(LOAD(args[2]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NETLINK_ROUTE, 1, 0));
    ADD(REFUSE(EAFNOSUPPORT));
    ADD(ANSWER(SECCOMP_RET_ALLOW));
    /* Pushing characters into a terminal. */
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 4));
    ADD(LOAD(args[1]));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x5412 /* TIOCSTI */, 0, 1));
    ADD(REFUSE(EPERM));
    ADD(ANSWER(SECCOMP_RET_ALLOW));
    int count = (int)(sizeof refused / sizeof refused[0]);
    for (int i = 0; i < count; i++) {
        /* Each jumps to the refusal behind the list. */
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)refused[i], (unsigned char)(count - i), 0));
    }
    ADD(ANSWER(SECCOMP_RET_ALLOW));
    ADD(REFUSE(EPERM));
#undef ADD
    struct sock_fprog filter = {.len = (unsigned short)n, .filter = program};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

static int limit(int resource, rlim_t value) {
    struct rlimit now;
    if (getrlimit(resource, &now)) return -1;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value) value = now.rlim_max;
    struct rlimit wanted = {value, value};
    return setrlimit(resource, &wanted);
}

#define STEP(name, call)        \
    do {                        \
        failed_step = (name);   \
        if (call) return -1;    \
    } while (0)

int confine(uint32_t uid) {
    struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < 32; signal++) sigaction(signal, &usual, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(022);
    setsid();

    /* One byte makes no file, and unlike none it also keeps the machine's own handler of crashes from being fed. */
    /* When the machine's memory ends it is functions that go, before the server does. Not to be had where there is no /proc. */
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "600", 3) < 0) failed_step = "";
        close(score);
    }
    STEP("limiting core dumps", limit(RLIMIT_CORE, 1));
    STEP("limiting open files", limit(RLIMIT_NOFILE, 1024));
    STEP("limiting locked memory", limit(RLIMIT_MEMLOCK, 64 * 1024));
    STEP("limiting message queues", limit(RLIMIT_MSGQUEUE, 0));
    STEP("limiting processes", limit(RLIMIT_NPROC, uid ? 1024 : 4096));
    for (int capability = 0; capability <= 63; capability++) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) && errno != EINVAL) {
            failed_step = "dropping the capability bounding set";
            return -1;
        }
    }
    if (uid) {
        STEP("dropping groups", setgroups(0, NULL));
        STEP("changing the group", setresgid(uid, uid, uid));
        STEP("changing the user", setresuid(uid, uid, uid));
    }
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct nothing[2];
    memset(nothing, 0, sizeof nothing);
    STEP("dropping capabilities", syscall(SYS_capset, &header, nothing));
    STEP("forbidding new privileges", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    /* After the change of user, which clears both. */
    STEP("dying with the launcher", prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    STEP("owning its own /proc entry", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
    STEP("filtering system calls", filter_calls());
    return 0;
}
