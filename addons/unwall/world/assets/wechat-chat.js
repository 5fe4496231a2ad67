const CARD = 33;

function plain(text) {
  const area = document.createElement('textarea');
  area.innerHTML = text;
  return area.value;
}

function checked(url) {
  return 'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxcheckurl?requrl=' + encodeURIComponent(url)
    + '&skey=%40crypt_0&deviceid=e1&pass_ticket=undefined&opcode=2&scene=1&username=%4000';
}

function anchor(text, href) {
  const a = document.createElement('a');
  a.textContent = text;
  a.href = href;
  return a;
}

function card(source) {
  const xml = new DOMParser().parseFromString(source, 'text/xml');
  const of = name => xml.querySelector(name).textContent;
  const app = document.createElement('b');
  app.textContent = of('sourcedisplayname');
  const raw = document.createElement('pre');
  raw.textContent = source;
  raw.hidden = true;
  return [app, anchor(of('title'), of('url')), raw];
}

function linked(text) {
  return text.split(/(https?:\/\/[!-~]+)/).map(
    part => /^https?:/.test(part) ? anchor(part, checked(part)) : part);
}

function show({MsgId, AppMsgType, FileName, Url, Content}) {
  const row = document.createElement('div');
  const box = document.createElement('div');
  row.className = 'msg';
  row.id = `msg-${MsgId}`;
  const text = plain(Content.replaceAll('<br/>', '\n'));
  if (AppMsgType === CARD) box.append(...card(text));
  else if (Url) box.append(anchor(FileName, plain(Url)));
  else box.append(...linked(text));
  row.append(document.createElement('i'), box);
  document.querySelector('main').append(row);
}

fetch('/cgi-bin/mmwebwx-bin/webwxsync?sid=0&skey=%40crypt_0', {method: 'POST', body: '{"BaseRequest":{}}'})
  .then(reply => reply.json())
  .then(({AddMsgList}) => AddMsgList.forEach(show));
