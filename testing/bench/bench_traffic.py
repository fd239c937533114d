"""Tests that need real ESP (run them in the UML lab): see bench.py"""
# SPDX-License-Identifier: ISC
import bench, json, os, signal, subprocess, time
from bench import netns, sh, mk, pair_conns, emit, cpu, W

PING = W + '/udpping'

def routes():
    sh('ip -n bi addr add 10.2.0.0/32 dev lo; ip -n br addr add 10.3.0.0/32 dev lo; ip -n bi route add 10.3.0.0/16 via 10.0.0.2 src 10.2.0.0; ip -n br route add 10.2.0.0/16 via 10.0.0.1 src 10.3.0.0')

def echo():
    return subprocess.Popen(['ip', 'netns', 'exec', 'br', PING, '-e', '7'])

def ping(us, secs, *a):
    return subprocess.Popen(['ip', 'netns', 'exec', 'bi', PING, '-s', '10.2.0.0', '-i', str(us), '-t', str(secs)] + list(a) + ['10.3.0.0', '7'], stdout=subprocess.PIPE, text=True)

def result(p): return json.loads(p.communicate()[0])

def two(opt, autoi='add', autor='add'):
    netns(); routes()
    i, r = mk(opt.kind, 'bi', 'i', opt), mk(opt.kind, 'br', 'r', opt)
    i.config(pair_conns(opt.n, 'i', autoi)); r.config(pair_conns(opt.n, 'r', autor))
    r.start(); r.load(); i.start(); i.load()
    return i, r

def plain(i): return '10.2.0.0' in sh(['ip', '-n', 'bi', 'xfrm', 'policy'], check=False)

def t_ondemand(opt):
    netns(); routes(); e = echo(); time.sleep(0.2); base = result(ping(1000, 1)); e.kill()
    for run in range(opt.runs):
        i, r = two(opt, autoi='route'); e = echo(); time.sleep(1.0)
        try:
            res = result(ping(1000, 20, '-1')); emit(test='ondemand', kind=opt.kind, run=run, plain_rtt_us=base['rtt_us'][0], note=opt.note, sas=i.kernel_sas(), **res)
        finally: e.kill(); i.stop(); r.stop()

def up1(i, r):
    if isinstance(i, bench.OI): i.ctl('couple')
    else: i.up('p0')
    t = time.time()
    while time.time() < t + 30 and i.kernel_sas() < 2: time.sleep(0.05)
    time.sleep(0.5)

def t_rekey(opt):
    i, r = two(opt); e = echo(); time.sleep(0.2)
    try:
        up1(i, r); p = ping(10000, 32); time.sleep(1); k = []
        for n in range(10):
            s0 = spis(); i.rekey('p0', 'ike'); time.sleep(1.4); s1 = spis(); i.rekey('p0', 'child'); time.sleep(1.4); s2 = spis()
            k.append((s0 != s1, s1 != s2))
        res = result(p); emit(test='rekey', kind=opt.kind, note=opt.note, ike_changed_sa=sum(a for a, b in k), child_rekeyed=sum(b for a, b in k), sas=i.kernel_sas(), **res)
        print(i.cmd(['true']) and '' or '', flush=True)
    finally: e.kill(); i.stop(); r.stop()

def spis():
    import re
    return set(re.findall(r'spi (0x\w+)', sh(['ip', '-n', 'bi', 'xfrm', 'state'])))

def t_restart(opt):
    for who in opt.who.split(','):
        i, r = two(opt, autoi='start'); e = echo()
        try:
            t = time.time()
            while time.time() < t + 20 and i.kernel_sas() < 2: time.sleep(0.05)
            time.sleep(1); secs = opt.timeout
            p = ping(10000, secs); t0 = time.time(); time.sleep(2)
            d = r if who == 'responder' else i
            d.stop(); tk = time.time() - t0
            if opt.flush: sh('ip -n %s xfrm policy flush; ip -n %s xfrm state flush' % (d.ns, d.ns))   # what libreswan 4.10's unit does
            time.sleep(3)          # 3 s without the daemon
            tr = time.time() - t0; d.start(); ts = time.time() - t0; d.load(); tl = time.time() - t0
            res = result(p); emit(test='restart', kind=opt.kind, killed=who, kill_at=round(tk, 2), restart_at=round(tr, 2), listening_at=round(ts, 2), loaded_at=round(tl, 2), note=opt.note, sas_i=i.kernel_sas(), sas_r=r.kernel_sas(), **res)
        finally: e.kill(); i.stop(); r.stop()
