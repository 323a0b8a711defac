import re
import pytest, time
from urllib.parse import quote_plus
from django.test import Client
from tests.access import ACTS
from tests.test_access import world, address
from tests.reports.conftest import *
VALUES = {"nul": b"%00", "inner nul": b"a%00b", "surrogate": b"%ED%A0%80", "bad utf8": b"%FF%FE", "sup2": "²²".encode(), "5000digits": b"9"*5000, "1e6": b"a"*1_000_000, "neg": b"-1", "1e999": b"1e999", "NaN": b"NaN", "big": b"9"*30, "date1": b"0001-01-01", "date2": b"9999-12-31", "date3": b"10000-01-01", "rtl": quote_plus("\u202e\u0301\u0301=1+1").encode(), "list":b"[1]", "arab": quote_plus("٢٠٢٤").encode(), "frac": quote_plus("½").encode(), "crlf": b"a%0D%0AX-Bad:%20y", "py": b"__class__", "colon": b"999999999999999999999999:99999999999999999999999", "colon2": b"9"*5000+b":1", "colon3": b"1:"+b"9"*5000}
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
def fields(client, url):
    r = client.get(url)
    return sorted(set(NAME.findall(r.content.decode()))- {"csrfmiddlewaretoken"}) if r.status_code==200 else []
@pytest.mark.parametrize("act", ACTS, ids=lambda a:a.name)
def test_fuzz(world, act):
    bad=[]
    if not act.allowed: return
    url = address(act, world)
    role=act.allowed[0]
    client = world["clients"][role]; client.raise_request_exception=False
    names=set(fields(client,url)) | {"version","year","seat","reason","sha256"}
    if "funding" in act.name or "indicators" in act.name:
        names|=set(fields(client, url.split("lignes")[0]))
    for label, v in VALUES.items():
        for name in sorted(names) + ["*"]:
            if label in ("1e6",) and name!="*": continue
            body = b"&".join(quote_plus(n).encode()+b"="+v for n in (sorted(names)[:2 if label=="1e6" else 999] if name=="*" else [name]))
            t=time.time()
            r = client.post(url, data=body, content_type="application/x-www-form-urlencoded")
            dt=time.time()-t
            if r.status_code>=500 or dt>5: bad.append((label,name,r.status_code,round(dt,1)))
    assert not bad, bad
