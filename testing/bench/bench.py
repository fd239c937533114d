#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""IKE daemon benchmark: drivers (start, add, up, down, count) and tests.

Every daemon instance runs in a network namespace and in a private mount
namespace, chrooted into ROOT (a Debian tree with the package installed; "/"
for our own), with its own /run, /etc pieces and state.  See README.md.

  bench.py rate    DAEMON [-n N] [-w WINDOW] ...   ikegen against one responder
  bench.py pair    DAEMON [-n N]                   two daemons of one kind
  bench.py load    DAEMON [-n N]                   time to load N connections
  bench.py mem     DAEMON                          memory per SA (regression)
  bench.py ondemand|restart|rekey DAEMON           need a kernel with ESP (UML lab)
DAEMON: own ss59 lsw410 oi72
"""
import argparse, json, os, re, shutil, signal, struct, subprocess, sys, time, statistics

W = os.environ.get('BENCH_WORK') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'cygnet', 'bench')
ROOTS = os.environ.get('BENCH_ROOTS') or os.path.dirname(W) + '/peers'   # made by testing/lab/peers.sh
PSK = 'benchmarkpsk0123456789abcdef'
GEN = W + '/ikegen'
FAKE = '/usr/lib/fakexfrm.so'   # inside every root
UML = 'user mode' in open('/proc/cpuinfo').read().lower() or 'UML' in open('/proc/cpuinfo').read()
CLK = os.sysconf('SC_CLK_TCK')

def sh(cmd, check=True, **k):
    r = subprocess.run(cmd, shell=isinstance(cmd, str), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **k)
    if check and r.returncode:
        raise RuntimeError('%s -> %d: %s' % (cmd, r.returncode, r.stdout[-2000:]))
    return r.stdout

def cpu(pid):
    "CPU seconds of a process and of its reaped children: user, system, children"
    f = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
    return [int(f[11]) / CLK, int(f[12]) / CLK, (int(f[13]) + int(f[14])) / CLK]

def cpu_ns(pid):
    "on-CPU nanoseconds of all live threads (finer than ticks)"
    t = 0
    for x in os.listdir('/proc/%d/task' % pid):
        try: t += int(open('/proc/%d/task/%s/schedstat' % (pid, x)).read().split()[0])
        except OSError: pass
    return t / 1e9

def mem(pid):
    d = {}
    try:
        for l in open('/proc/%d/smaps_rollup' % pid):
            m = re.match(r'(\w+):\s+(\d+) kB', l)
            if m: d[m[1]] = int(m[2])
    except OSError: pass
    for l in open('/proc/%d/status' % pid):
        if l.startswith(('VmRSS', 'VmHWM', 'Threads')): d[l.split(':')[0]] = int(l.split()[1])
    return {k: d[k] for k in ('VmRSS', 'Pss', 'Private_Dirty', 'VmHWM', 'Threads') if k in d}

class Conn:
    """one connection: ids, addresses, traffic selectors, as seen from the side 'us'"""
    def __init__(s, name, us, them, usid, themid, usnet, themnet, auto='add'):
        s.__dict__.update(locals())

def ip(base, i):
    a, b = base
    return '%d.%d.%d.%d' % (a, b, i >> 8, i & 255)

def keyfile(who, alg='rsa'):
    "a key pair of the bench: W/keys/WHO-ALG.pem"
    f = '%s/keys/%s-%s.pem' % (W, who, alg); os.makedirs(W + '/keys', exist_ok=True)
    if not os.path.exists(f):
        sh('openssl genpkey -algorithm %s -out %s && openssl pkey -in %s -pubout -out %s.pub' % ('RSA -pkeyopt rsa_keygen_bits:2048' if alg == 'rsa' else 'EC -pkeyopt ec_paramgen_curve:P-256', f, f, f))
    return f

def rfc3110(f):
    import base64
    m = re.search(r'Modulus=([0-9A-F]+)', sh(['openssl', 'rsa', '-in', f, '-noout', '-modulus']))[1]
    return '0s' + base64.b64encode(bytes([3, 1, 0, 1]) + bytes.fromhex(m)).decode()

def hub_conns(n, auto='add'):
    "responder side: N static peers, one address each (what ikegen plays)"
    return [Conn('p%d' % i, '10.0.0.2', ip((10, 1), i), '10.0.0.2', ip((10, 1), i), '192.168.99.0/24', ip((10, 2), i) + '/32', auto) for i in range(n)]

def road_conns():
    "responder side: one connection for any peer; the peers' traffic selectors narrow it"
    return [Conn('road', '10.0.0.2', '%any', '10.0.0.2', '%any', '192.168.99.0/24', '10.2.0.0/16')]

def pair_conns(n, side, auto='add'):
    "N tunnels between two addresses, distinguished by FQDN ids"
    r = []
    for i in range(n):
        a = ('10.0.0.1', 'i%d.bench' % i, ip((10, 2), i) + '/32')
        b = ('10.0.0.2', 'r%d.bench' % i, ip((10, 3), i) + '/32')
        u, t = (a, b) if side == 'i' else (b, a)
        r.append(Conn('p%d' % i, u[0], t[0], u[1], t[1], u[2], t[2], auto))
    return r

class Daemon:
    fake = True
    def __init__(s, root, ns, tag, opt):
        s.root, s.ns, s.tag, s.opt = root, ns, tag, opt
        s.dir = '%s/inst/%s-%s' % (W, type(s).__name__, tag)
        if UML: s.dir = '/run/inst/%s-%s' % (type(s).__name__, tag)
        shutil.rmtree(s.dir, ignore_errors=True); os.makedirs(s.dir)
        s.stats = s.dir + '/run/xfrmstats'; s.proc = None
    binds = []          # (instance dir, path in root)
    def prepare(s): pass
    def spawn(s, argv, env=None):
        os.makedirs(s.dir + '/run', exist_ok=True)
        m = ['mount --make-rprivate /']
        r = s.root
        if r != '/':
            m.append('mount --bind %s %s' % (r, r))
            m.append('mount -t proc proc %s/proc' % r)
            m.append('mount --rbind /dev %s/dev' % r)
            m.append('mount -t sysfs sysfs %s/sys 2>/dev/null' % r)
        for a, b in s.binds + [('run', '/run')] + ([('run', '/var/run')] if r != '/' and not os.path.islink(r + '/var/run') else []):
            os.makedirs(s.dir + '/' + a, exist_ok=True)
            m.append('mount --bind %s/%s %s%s' % (s.dir, a, r if r != '/' else '', b))
        e = dict(env or {})
        if s.fake and not UML: e.update(LD_PRELOAD=FAKE, FAKEXFRM_STATS='/run/xfrmstats', **({'FAKEXFRM_LOG': '1'} if os.environ.get('FAKEXFRM_LOG') else {}))
        e.setdefault('PATH', '/usr/sbin:/usr/bin:/sbin:/bin')
        pre = s.opt.wrap.split() if s.opt.wrap else []
        # 'wrap' runs outside the chroot (perf, strace)
        script = '; '.join(m) + '; ulimit -n 16384 2>/dev/null; exec %s chroot %s env -i %s %s' % (' '.join(pre), r, ' '.join('%s=%s' % x for x in e.items()), ' '.join(argv))
        log = open(s.dir + '/out.log', 'a')
        s.proc = subprocess.Popen(['ip', 'netns', 'exec', s.ns, 'unshare', '-m', 'bash', '-c', script], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: (os.setpriority(os.PRIO_PROCESS, 0, -15), os.sched_setaffinity(0, s.opt.cpus)))
        s.pid = s.proc.pid
    def cmd(s, argv, check=True, timeout=600):
        r = subprocess.run(['nsenter', '-t', str(s.pid), '-m', '-n', '-r', '-w', 'env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin'] + argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)
        if check and r.returncode: raise RuntimeError('%s: %s' % (argv, r.stdout[-1500:]))
        return r.stdout
    def wait(s, f, t=30, step=0.02):
        e = time.time() + t
        while time.time() < e:
            if s.proc and s.proc.poll() is not None: raise RuntimeError('%s died: %s' % (s.tag, open(s.dir + '/out.log').read()[-1500:]))
            try:
                if f(): return True
            except (RuntimeError, OSError, ValueError): pass
            time.sleep(step)
        raise RuntimeError('timeout waiting for ' + s.tag + open(s.dir + '/out.log').read()[-1500:])
    def fakestats(s):
        try: return dict(zip(('req', 'newsa', 'updsa', 'delsa', 'newpol', 'updpol', 'delpol', 'alloc', 'live'), struct.unpack('9Q', open(s.stats, 'rb').read())))
        except (OSError, struct.error): return {}
    def kernel_sas(s):
        if s.fake and not UML: return s.fakestats().get('live', 0)
        return sh(['ip', '-n', s.ns, '-s', 'xfrm', 'state', 'count']) and int(re.search(r'SAD count (\d+)', sh(['ip', '-n', s.ns, '-s', 'xfrm', 'state', 'count']))[1])
    def kill(s, sig=signal.SIGKILL):
        if s.proc:
            try: os.kill(s.pid, sig)
            except ProcessLookupError: pass
            s.proc.wait(); s.proc = None
    def stop(s): s.kill(signal.SIGKILL)

class SS(Daemon):
    binds = [('swanctl', '/etc/swanctl'), ('etc', '/etc/strongswan.d')]
    extra = ''
    def config(s, conns):
        s.conns = conns
        for d in ('swanctl', 'etc', 'run'): os.makedirs('%s/%s' % (s.dir, d), exist_ok=True)
        for d in 'x509 x509ca x509aa x509ocsp x509crl x509ac rsa ecdsa pkcs8 pkcs12 private pubkey bliss'.split(): os.makedirs('%s/swanctl/%s' % (s.dir, d), exist_ok=True)
        o = []; auth = 'psk'; lk = rk = ''
        if s.opt.auth != 'psk':
            auth = 'pubkey'; lk, rk = 'pubkeys=own.pub', 'pubkeys=peer.pub'
            shutil.copy(keyfile('resp', s.opt.auth), s.dir + '/swanctl/private/own.pem'); shutil.copy(keyfile('resp', s.opt.auth) + '.pub', s.dir + '/swanctl/pubkey/own.pub'); shutil.copy(keyfile('gen', s.opt.auth) + '.pub', s.dir + '/swanctl/pubkey/peer.pub')
        act = {'add': 'none', 'route': 'trap', 'start': 'start'}
        for c in conns:
            o.append('''%s { version=2
 local_addrs=%s
 remote_addrs=%s
 proposals=aes128gcm16-prfsha256-x25519
 %s
 local { auth=%s
 id=%s
 %s
 }
 remote { auth=%s
 id=%s
 %s
 }
 children { %s { esp_proposals=aes128gcm16
 local_ts=%s
 remote_ts=%s
 start_action=%s
 %s
 } } }''' % (c.name, c.us, c.them, s.opt.ssconn, auth, c.usid, lk, auth, c.themid, rk, c.name, c.usnet, c.themnet, act[c.auto], s.opt.sschild))
        open(s.dir + '/swanctl/swanctl.conf', 'w').write('connections {\n%s\n}\nsecrets { ike-1 { secret="%s"\n} }\n' % ('\n'.join(o), PSK))
        # strongswan.conf includes strongswan.d/*.conf
        plugdir = s.dir + '/etc/charon'; os.makedirs(plugdir, exist_ok=True)
        for f in os.listdir(s.root + '/etc/strongswan.d/charon'): shutil.copy(s.root + '/etc/strongswan.d/charon/' + f, plugdir)
        if s.opt.noplug:
            for p in s.opt.noplug.split(','): open('%s/%s.conf' % (plugdir, p), 'w').write('%s { load = no }\n' % p)
        for p in ('bypass-lan', 'dhcp', 'farp', 'ha', 'tnc-tnccs', 'tpm', 'resolve', 'connmark', 'forecast', 'kernel-libipsec', 'unity', 'led'): open('%s/%s.conf' % (plugdir, p), 'w').write('%s { load = no }\n' % p)
        tune = '' if s.opt.default else 'dos_protection = no\n block_threshold = 0\n cookie_threshold = 0\n init_limit_half_open = 0\n'
        open(s.dir + '/etc/zz.conf', 'w').write('charon-systemd { filelog { bench { path=/run/charon.log\n default=%s\n flush_line=yes\n } }\n journal { default=-1 } }\ncharon {\n %s %s %s\n}\n' % (s.opt.loglevel, tune, s.opt.sstune, s.extra))
    def start(s):
        s.spawn(['/usr/sbin/charon-systemd'])
        s.wait(lambda: os.path.exists(s.dir + '/run/charon.vici') and 'strongSwan' in s.cmd(['swanctl', '--version', '--daemon']))
    def load(s): return s.cmd(['swanctl', '--load-all', '--noprompt'])[-200:]
    def up(s, name, wait=True): return s.cmd(['swanctl', '--initiate', '--child', name, '--timeout', '60' if wait else '-1'], check=False)
    def up_seq(s, names):
        # one vici session would be faster; this is what an operator has
        for n in names: s.up(n)
    def up_par(s, names):
        d = s.dir + '/run/l'; open(d, 'w').write('\n'.join(names) + '\n')
        s.cmd(['sh', '-c', 'while read n; do swanctl --initiate --child $n --timeout -1 >/dev/null 2>&1; done < /run/l'])
    def down(s, name): s.cmd(['swanctl', '--terminate', '--ike', name], check=False)
    def count(s):
        return int(re.search(r'IKE_SAs: (\d+)', s.cmd(['swanctl', '--stats']))[1])
    def rekey(s, name, what): s.cmd(['swanctl', '--rekey', '--' + what, name], check=False)

class LSW(Daemon):
    binds = [('ipsec.d', '/etc/ipsec.d'), ('nss', '/var/lib/ipsec/nss')]
    new = False
    libexec = '/usr/libexec/ipsec'
    def config(s, conns):
        s.conns = conns
        for d in ('ipsec.d/policies', 'nss', 'run/pluto'): os.makedirs('%s/%s' % (s.dir, d), exist_ok=True)
        if s.opt.policies == 'empty':
            pass
        if not os.path.exists(s.dir + '/nss/cert9.db'):
            sh(['certutil', '-N', '-d', 'sql:' + s.dir + '/nss', '--empty-password'])
        auth = 'authby=secret'
        if s.opt.auth == 'rsa':
            # (rsasigkey makes no RSA-2048 any more: bring one in as a certificate)
            k = keyfile('resp'); x = s.dir + '/resp'
            sh('openssl req -x509 -new -key %s -subj /CN=resp -days 3650 -out %s.crt && openssl pkcs12 -export -inkey %s -in %s.crt -name resp -passout pass:x -out %s.p12 && pk12util -i %s.p12 -d sql:%s/nss -W x' % (k, x, k, x, x, x, s.dir))
            own = rfc3110(k)
            auth = 'authby=rsa-sha2\n\tleftrsasigkey=%s\n\trightrsasigkey=%s' % (own, rfc3110(keyfile('gen')))
        o = ['conn %default\n\tikev2=insist\n\t' + auth + '\n\tike=aes_gcm128-sha2_256-dh31\n\tesp=aes_gcm128\n\ttype=tunnel\n\t%s\n' % s.opt.lswconn.replace(';', '\n\t')]
        for c in conns:
            idp = lambda x: x if re.match(r'[\d.]+$|%', x) else '@' + x
            o.append('conn %s\n\tleft=%s\n\tleftid=%s\n\tleftsubnet=%s\n\tright=%s\n\trightid=%s\n\trightsubnet=%s\n\tauto=%s\n' % (c.name, c.us, idp(c.usid), c.usnet, c.them, idp(c.themid), c.themnet, {'add': 'add', 'route': 'ondemand' , 'start': 'start'}[c.auto]))
        # pluto loads the file by itself when it starts; load() is to do it
        s.conf = '\n'.join(o); open(s.dir + '/ipsec.d/bench.conf', 'w').close()
        open(s.dir + '/ipsec.d/bench.secrets', 'w').write(': PSK "%s"\n' % PSK)
        open(s.dir + '/run/ipsec.secrets', 'w').write(': PSK "%s"\n' % PSK)
        open(s.dir + '/run/ipsec.conf', 'w').write('config setup\n\tuniqueids=no\n\t%s\n\ninclude /etc/ipsec.d/bench.conf\n' % s.opt.lswsetup.replace(';', '\n\t'))
        if not os.path.exists(s.dir + '/nss/cert9.db'):
            sh(['certutil', '-N', '-d', 'sql:' + s.dir + '/nss', '--empty-password'])
    def start(s):
        a = [s.libexec + '/pluto', '--nofork', '--stderrlog', '--config', '/run/ipsec.conf', '--secretsfile', '/run/ipsec.secrets', '--nssdir', '/var/lib/ipsec/nss', '--no-dnssec']
        if s.opt.nhelpers is not None: a += ['--nhelpers', str(s.opt.nhelpers)]
        s.spawn(a)
        s.wait(lambda: os.path.exists(s.dir + '/run/pluto/pluto.ctl') and s.whack('--listen') is not None)
    def whack(s, *a, check=False): return s.cmd([s.libexec + '/whack'] + list(a), check=check)
    def load(s):
        open(s.dir + '/ipsec.d/bench.conf', 'w').write(s.conf)
        return s.cmd([s.libexec + '/addconn', '--config', '/run/ipsec.conf', '--autoall'], check=False)[-200:]
    def up(s, name, wait=True): return s.whack(*(['--initiate', '--name', name] + ([] if wait else ['--asynchronous'])))
    def up_seq(s, names):
        for n in names: s.up(n)
    def up_par(s, names):
        d = s.dir + '/run/l'; open(d, 'w').write('\n'.join(names) + '\n')
        s.cmd(['sh', '-c', 'while read n; do ' + s.libexec + '/whack --initiate --asynchronous --name $n >/dev/null 2>&1; done < /run/l'])
    def down(s, name): s.whack('--terminate', '--name', name)
    def count(s):
        m = re.search(r'total\((\d+)\).*?(?:half-open\((\d+)\))?', s.whack('--globalstatus') + s.whack('--status'))
        t = s.whack('--status'); m = re.search(r'IKE SAs: total\((\d+)\), half-open\((\d+)\), open\((\d+)\), authenticated\((\d+)\)', t)
        return int(m[4])
    def rekey(s, name, what): s.whack('--rekey-ike' if what == 'ike' else '--rekey-ipsec' if not s.new else '--rekey-child', '--name', name)

class LSW5(LSW):
    new = True

class OI(Daemon):
    fake = False
    binds = [('iked', '/etc/iked')]
    def config(s, conns):
        s.conns = conns
        for d in ('iked', 'run'): os.makedirs('%s/%s' % (s.dir, d), exist_ok=True)
        for d in 'ca certs crls ocsp private pubkeys/ipv4 pubkeys/ipv6 pubkeys/fqdn pubkeys/ufqdn'.split(): os.makedirs('%s/iked/%s' % (s.dir, d), exist_ok=True)
        src = s.root + '/etc/iked/private/local.key'
        if not os.path.exists(s.dir + '/iked/private/local.key'):
            sh('openssl ecparam -genkey -name prime256v1 -noout -out %s/iked/private/local.key; openssl ec -in %s/iked/private/local.key -pubout -out %s/iked/local.pub; chmod 600 %s/iked/private/local.key' % ((s.dir,) * 4))
        o = ['set nofragmentation\nset nomobike']
        for c in conns:
            o.append('ikev2 "%s" %s esp from %s to %s local %s peer %s ikesa enc aes-128-gcm prf hmac-sha2-256 group curve25519 %s srcid %s dstid %s psk "%s"' % (c.name, "active" if c.auto == "start" else "passive", c.usnet, c.themnet, c.us, c.them, s.opt.oichild, c.usid, c.themid, PSK))
        open(s.dir + '/run/iked.conf', 'w').write('\n'.join(o) + '\n'); os.chmod(s.dir + '/run/iked.conf', 0o600)
    def start(s):
        s.spawn(['/usr/sbin/iked', '-d', '-f', '/run/iked.conf'] + s.opt.oiargs.split())
        s.wait(lambda: s.ctl('show', 'sa') is not None and 'connect' not in s.ctl('show', 'sa'))
        s.wait(lambda: s.kid() != s.proc.pid)
        s.main = s.pid; s.pid = s.kid()
    def kid(s):
        for l in sh('ps -o pid=,args= --ppid %d' % s.proc.pid, check=False).splitlines():
            if 'ikev2' in l: return int(l.split()[0])
        return s.proc.pid
    def ctl(s, *a): return s.cmd(['/usr/sbin/ikectl'] + list(a), check=False)
    def load(s): return ''
    def up(s, name): pass     # 'active' policies go up by themselves
    def up_seq(s, names): pass
    def count(s): return len([l for l in s.ctl('show', 'sa').splitlines() if l.startswith('iked_sas:') and 'ESTABLISHED' in l])
    def stop(s):
        if s.proc:
            for p in [int(x) for x in sh('pgrep -P %d' % s.proc.pid, check=False).split()]:
                try: os.kill(p, 9)
                except ProcessLookupError: pass
        s.kill()

class Own(LSW5):
    "our own daemon, with libreswan's file names and command lines; OWN_BIN: folder of pluto, whack, addconn"
    libexec = os.path.abspath(os.environ.get('OWN_BIN', os.path.join(os.path.dirname(__file__), '../../build/release/bin')))
    binds = []
    def config(s, conns):
        super().config(conns)
        s.conf = s.conf.replace('ikev2=insist\n\t', '')
        shutil.copy(W + '/fakexfrm.so', '/usr/lib/fakexfrm.so') if not UML else None
        open(s.dir + '/run/ipsec.conf', 'w').write('config setup\n\tuniqueids=no\n\nconn nothing\n\tauto=ignore\n')
        os.chmod(s.dir + '/run/ipsec.secrets', 0o600)
    def start(s):
        s.spawn([s.libexec + '/pluto', '--nofork', '--logfile', '/run/pluto.log', '--config', '/run/ipsec.conf', '--secretsfile', '/run/ipsec.secrets',
                 '--nssdir', s.dir + '/nss'] + (['--nhelpers', str(s.opt.nhelpers)] if s.opt.nhelpers is not None else []))
        s.wait(lambda: os.path.exists(s.dir + '/run/pluto/pluto.ctl') and 'ERROR' not in s.whack('--listen', check=True))
    def load(s):
        open(s.dir + '/run/bench.conf', 'w').write(s.conf)
        return s.cmd([s.libexec + '/addconn', '--config', '/run/bench.conf', '--autoall'], check=False)[-200:]
    def count(s):
        return int(re.search(r'authenticated\((\d+)\)', s.whack('--briefstatus'))[1])

KINDS = dict(ss59=(SS, 'strongswan'), lsw410=(LSW, 'libreswan'), oi72=(OI, 'openiked'), own=(Own, '/'))

def mk(kind, ns, tag, opt):
    c, r = KINDS[kind]
    d = c(r if r.startswith('/') else ROOTS + '/' + r, ns, '%s-%s' % (kind, tag), opt)
    return d

def netns(a='bi', b='br'):
    for n in (a, b): sh(['ip', 'netns', 'del', n], check=False)
    time.sleep(0.2)
    for n in (a, b): sh(['ip', 'netns', 'add', n])
    sh(['ip', '-n', a, 'link', 'add', 'e0', 'type', 'veth', 'peer', 'name', 'e0', 'netns', b])
    for n, x, oth in ((a, '10.0.0.1', '10.0.0.2'), (b, '10.0.0.2', '10.0.0.1')):
        sh('ip -n %s link set lo up; ip -n %s addr add %s/24 dev e0; ip -n %s link set e0 up' % (n, n, x, n))
        for k in ('net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.default.rp_filter=0', 'net.ipv4.conf.e0.rp_filter=0', 'net.ipv4.conf.lo.disable_policy=1', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.send_redirects=0'):
            sh(['ip', 'netns', 'exec', n, 'sysctl', '-qw', k], check=False)

def gen_routes():
    sh('ip -n bi route add local 10.1.0.0/16 dev lo; ip -n br route add 10.1.0.0/16 via 10.0.0.1; ip -n br route add 10.2.0.0/16 via 10.0.0.1')

def ikegen(n, w, opt, extra=()):
    a = ['ip', 'netns', 'exec', 'bi', 'taskset', '-c', opt.gencpu, 'nice', '-n', '-15', GEN, '-n', str(n), '-w', str(w), '-t', str(opt.timeout)] + list(extra) + (['-C'] if opt.kind.startswith('oi') else []) + ['10.0.0.2']
    r = subprocess.run(a, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if r.stderr: sys.stderr.write(r.stderr[-600:])
    return [json.loads(l) for l in r.stdout.splitlines() if l.startswith('{')]

def emit(**k):
    print(json.dumps(k)); sys.stdout.flush()
    open(W + '/res/bench.jsonl', 'a').write(json.dumps(dict(k, t=time.time(), uml=UML)) + '\n')

def t_rate(opt):
    netns(); gen_routes()
    for run in range(opt.runs):
        d = mk(opt.kind, 'br', 'r', opt); d.config(road_conns() if opt.road else hub_conns(opt.n))
        t = time.time(); d.start(); t1 = time.time(); d.load(); t2 = time.time()
        try:
            m0 = mem(d.pid); c0 = cpu(d.pid); n0 = cpu_ns(d.pid)
            x = [] if opt.nodel else ['-D', '-h', '1']
            if opt.init_only: x = ['-I']
            if opt.auth != 'psk': x += ['-K', keyfile('gen', opt.auth)]
            r = ikegen(opt.n, opt.w, opt, x)
            c1 = cpu(d.pid); n1 = cpu_ns(d.pid); m1 = mem(d.pid)
            e = r[0]; ok = max(e['ok'], 1)
            emit(test='rate', kind=opt.kind, run=run, n=opt.n, w=opt.w, note=opt.note, start_s=round(t1 - t, 3), load_s=round(t2 - t1, 3), gen=r, cpu_ms_per_hs=round(1e3 * sum(b - a for a, b in zip(c0, c1)) / ok, 3),
                 user_ms=round(1e3 * (c1[0] - c0[0]) / ok, 3), sys_ms=round(1e3 * (c1[1] - c0[1]) / ok, 3), child_ms=round(1e3 * (c1[2] - c0[2]) / ok, 3), oncpu_ms=round(1e3 * (n1 - n0) / ok, 3), mem0=m0, mem1=m1, xfrm=d.fakestats())
        finally: d.stop()

def t_load(opt):
    netns(); gen_routes()
    for run in range(opt.runs):
        d = mk(opt.kind, 'br', 'r', opt); d.config(hub_conns(opt.n))
        t = time.time(); d.start(); t1 = time.time(); m0 = mem(d.pid); c0 = cpu(d.pid)
        try:
            o = d.load(); t2 = time.time(); m1 = mem(d.pid); c1 = cpu(d.pid)
            emit(test='load', kind=opt.kind, n=opt.n, run=run, start_s=round(t1 - t, 3), load_s=round(t2 - t1, 3), daemon_cpu_s=round(sum(c1) - sum(c0), 3), rss_kb_per_conn=round((m1['VmRSS'] - m0['VmRSS']) / opt.n, 2), note=opt.note, tail=o[-80:])
        finally: d.stop()

def t_mem(opt):
    netns(); gen_routes()
    pts = []
    d = mk(opt.kind, 'br', 'r', opt); d.config(hub_conns(opt.n)); d.start(); d.load()
    try:
        time.sleep(0.5); pts.append((0, mem(d.pid)))
        k = 0; procs = []
        steps = [x for x in (100, 250, 500, 1000, 2000, 5000) if x <= opt.n]
        for s in steps:
            # each step's generator goes away without a delete: the SAs stay
            r = ikegen(s - k, opt.w, opt, ['-f', str(k)]); k = s; time.sleep(1.0)
            pts.append((sum([r[0]['ok']]) + pts[-1][0], mem(d.pid)))
        res = {}
        for key in ('VmRSS', 'Pss', 'Private_Dirty'):
            xs = [p[0] for p in pts]; ys = [p[1].get(key, 0) for p in pts]; mx, my = statistics.mean(xs), statistics.mean(ys)
            res[key + '_kb_per_sa'] = round(sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs), 2)
        emit(test='mem', kind=opt.kind, points=[(p[0], p[1].get('VmRSS'), p[1].get('Pss')) for p in pts], note=opt.note, **res)
    finally: d.stop()

def t_pair(opt):
    for run in range(opt.runs):
        netns()
        i, r = mk(opt.kind, 'bi', 'i', opt), mk(opt.kind, 'br', 'r', opt)
        i.config(pair_conns(opt.n, 'i', 'add' if opt.seq else 'start')); r.config(pair_conns(opt.n, 'r'))
        try:
            r.start(); r.load(); i.start()
            if opt.seq: i.load()
            names = ['p%d' % k for k in range(opt.n)]
            c0 = cpu(i.pid), cpu(r.pid); t0 = time.time()
            i.up_seq(names) if opt.seq else i.load(); t1 = time.time()
            want = 2 * opt.n
            e = time.time() + opt.timeout
            while time.time() < e:
                if r.kernel_sas() >= want and i.kernel_sas() >= want: break
                time.sleep(0.01 if opt.n < 200 else 0.05)
            t2 = time.time(); c1 = cpu(i.pid), cpu(r.pid)
            n = i.count() if opt.n > 1 or True else 1
            emit(test='pair', kind=opt.kind, n=opt.n, seq=opt.seq, run=run, cmd_s=round(t1 - t0, 3), total_s=round(t2 - t0, 3), per_s=round(opt.n / (t2 - t0), 1), up=n, isa=i.kernel_sas(), rsa=r.kernel_sas(),
                 i_cpu_ms=[round(1e3 * (b - a) / opt.n, 3) for a, b in zip(c0[0], c1[0])], r_cpu_ms=[round(1e3 * (b - a) / opt.n, 3) for a, b in zip(c0[1], c1[1])], note=opt.note)
        finally: i.stop(); r.stop()

def main():
    p = argparse.ArgumentParser(); p.add_argument('test'); p.add_argument('kind')
    p.add_argument('-n', type=int, default=100); p.add_argument('-w', type=int, default=16); p.add_argument('--runs', type=int, default=1)
    p.add_argument('--timeout', type=float, default=60); p.add_argument('--seq', action='store_true'); p.add_argument('--wrap', default=''); p.add_argument('--note', default='')
    p.add_argument('--default', action='store_true', help='strongSwan: keep the default DoS limits'); p.add_argument('--sstune', default=''); p.add_argument('--ssconn', default=''); p.add_argument('--sschild', default=''); p.add_argument('--noplug', default='')
    p.add_argument('--loglevel', default='-1'); p.add_argument('--lswconn', default='leftupdown=%disabled'); p.add_argument('--lswsetup', default=''); p.add_argument('--nhelpers', type=int); p.add_argument('--policies', default='')
    p.add_argument("--oiargs", default=""); p.add_argument("--oichild", default="childsa enc aes-128 auth hmac-sha1"); p.add_argument('--cpus', default='0,1'); p.add_argument('--gencpu', default='0,1'); p.add_argument('--nodel', action='store_true'); p.add_argument('--flush', action='store_true', help='restart: flush the kernel after the kill'); p.add_argument('--who', default='responder,initiator'); p.add_argument('--road', action='store_true', help='rate: one %%any connection'); p.add_argument('--init-only', action='store_true'); p.add_argument('--auth', default='psk', help='psk, rsa (2048, PSS) or ec (strongSwan only)')
    opt = p.parse_args(); opt.cpus = {int(x) for x in opt.cpus.split(',')}
    os.makedirs(W + '/res', exist_ok=True)
    import bench_traffic
    dict(rate=t_rate, load=t_load, mem=t_mem, pair=t_pair, ondemand=bench_traffic.t_ondemand, restart=bench_traffic.t_restart, rekey=bench_traffic.t_rekey)[opt.test](opt)

if __name__ == '__main__':
    sys.modules['bench'] = sys.modules['__main__']
    main()
