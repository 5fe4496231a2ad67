function plain(text) {
  const area = document.createElement('textarea');
  area.innerHTML = text || '';
  return area.value;
}

const app = document.querySelector('#app');
document.title = cgiData.title;
app.querySelector('h1').textContent = cgiData.title;
app.querySelector('.dim').textContent = plain(cgiData.desc);
for (const {name, url} of cgiData.btns) {
  const button = document.createElement('a');
  button.className = 'btn plain';
  button.textContent = name;
  button.href = plain(url);
  app.append(button);
}
